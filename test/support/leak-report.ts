import type { LeakReport } from '../../src/render/report/leak-report.ts';
import { heapDiff, incident, nowMs, saveReport } from './snapshots.ts';

const mib = 2 ** 20;

/** The report of the made-up incident, its captures still there; what a test is about goes into `over`. */
export function leakReport(over: Partial<LeakReport> = {}): LeakReport {
  return {
    name: 'goleaky',
    madeAtMs: nowMs,
    incident: incident(),
    diff: heapDiff,
    growth: {
      unit: 'bytes',
      grown: 49.7 * mib,
      rows: [
        { function: 'bytes.Clone', flat: 48.2 * mib, cum: 48.2 * mib },
        { function: 'cache.evict', flat: -2 * mib, cum: -2 * mib },
        { function: 'goleaky/repo.SaveReport', flat: 0, cum: 48.2 * mib },
      ],
      rowsLeftOut: 4,
      flame: {
        unit: 'bytes',
        names: ['main.main', 'goleaky/repo.SaveReport', 'bytes.Clone', 'cache.evict'],
        labels: ['main.main', 'repo.SaveReport', 'bytes.Clone', 'cache.evict'],
        parents: [-1, 0, 1, 2, 1],
        nodes: [-1, 0, 1, 2, 3],
        cum: [46.2, 46.2, 48.2, 48.2, -2].map((size) => size * mib),
        flat: [0, 0, 0, 48.2, -2].map((size) => size * mib),
        widths: [50.2, 50.2, 48.2, 48.2, 2].map((size) => size * mib),
      },
      graph: '<svg width="10pt" height="10pt" viewBox="0 0 10 10"><g id="graph0"></g></svg>',
    },
    notes: [],
    reproduce: [
      {
        what: 'What grew, with Go’s own tool',
        command: 'go tool pprof -top -base=a.pb.gz b.pb.gz',
      },
    ],
    sources: new Map([
      [
        saveReport.function,
        { url: 'https://git.example/shop/blob/abc/repo.go#L31', isExact: true },
      ],
    ]),
    ...over,
  };
}
