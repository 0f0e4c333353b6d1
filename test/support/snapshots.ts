import type { Capture } from '../../src/model/capture.ts';
import type { Diff } from '../../src/model/culprit.ts';
import type { Incident } from '../../src/model/incident.ts';
import type { Snapshot, TargetSnapshot } from '../../src/model/snapshot.ts';
import type { Target } from '../../src/model/target.ts';
import type { LifeEnding, Timeline } from '../../src/model/timeline.ts';
import { culprit, diff } from './diff.ts';
import { verdict } from './verdict.ts';

/** 2026-11-22T20:15:03Z, when all made-up snapshots were taken. */
export const nowMs = Date.UTC(2026, 10, 22, 20, 15, 3);
const mib = 2 ** 20;

/** The culprit of the walk-through program, with a stack that runs through an inlined frame. */
export const saveReport = culprit('goleaky/repo.SaveReport', 'confirmed', {
  growth: 48.2 * mib,
  growthInterval: [46.1 * mib, 50.3 * mib],
  stack: [
    { function: 'bytes.Clone', file: 'bytes/bytes.go', line: 1280, inline: true },
    { function: 'goleaky/repo.SaveReport', file: 'repo/repo.go', line: 31, inline: false },
    {
      function: 'goleaky/validator.ValidateAndSave',
      file: 'validator/validator.go',
      line: 12,
      inline: false,
    },
    { function: 'main.doWork', file: 'main.go', line: 44, inline: true },
    { function: 'main.main', file: 'main.go', line: 27, inline: false },
  ],
  retainers: [{ function: 'goleaky/repo.init', why: 'its slice `reports` grows along' }],
});

/** A heap diff over four captures that names `saveReport`. */
export const heapDiff: Diff = diff('confirmed', [saveReport], {
  base: { total: 10 * mib, atMs: nowMs - 17_000 },
  current: { total: 59.7 * mib, atMs: nowMs - 2_000 },
  growth: 49.7 * mib,
  top: [
    { function: 'bytes.Clone', flat: 48.2 * mib, cum: 48.2 * mib },
    { function: 'compress/flate.NewWriter', flat: 1.2 * mib, cum: 1.2 * mib },
    { function: 'goleaky/repo.SaveReport', flat: 0.3 * mib, cum: 48.5 * mib },
    { function: 'main.main', flat: 0, cum: 49.7 * mib },
  ],
});

/** A target of one workload at `instance`. */
export function target(workload: string, instance: string): Target {
  return {
    id: `${workload}/${instance}`,
    source: 'metrics',
    url: `http://${instance}/metrics`,
    labels: { job: workload, instance },
    workload,
    scrapeIntervalMs: 1000,
    scrapeTimeoutMs: 1000,
    http: { headers: {} },
    profiles: null,
  };
}

/** Floors one second apart, the last at `nowMs`, in MiB; garbage stands a tenth above each. */
function timeline(floorsMib: readonly number[], lifeEnds: readonly LifeEnding[] = []): Timeline {
  const points = floorsMib.map((floor, i) => ({
    atMs: nowMs - (floorsMib.length - 1 - i) * 1000,
    floor: floor * mib,
    peak: 1.1 * floor * mib,
  }));
  return { signal: 'heapLive', points, lifeEnds };
}

/** A target that is up, quiet and has nothing to tell; what a test is about goes into `over`. */
export function quietTarget(
  workload: string,
  instance: string,
  over: Partial<TargetSnapshot> = {},
): TargetSnapshot {
  return {
    target: target(workload, instance),
    health: 'up',
    lastError: null,
    lastScrapeAtMs: nowMs - 400,
    verdict: verdict('steady', 'none', {
      instance,
      value: 61 * mib,
      floor: 60 * mib,
      explanation: 'The floor has been flat for 40 s.',
    }),
    timeline: timeline(Array.from({ length: 40 }, (_, i) => 60 + (i % 3) / 4)),
    captures: [],
    ...over,
  };
}

/** A heap capture of a target, `ageSeconds` ago. */
export function capture(of: Target, role: Capture['role'], ageSeconds: number): Capture {
  const atMs = nowMs - ageSeconds * 1000;
  return {
    id: `c${ageSeconds}`,
    targetId: of.id,
    kind: 'heap',
    role,
    atMs,
    lifeStartAtMs: nowMs - 60_000,
    gc: true,
    path: `captures/2026-11-22/${of.workload}/${atMs}-heap-${role}.pb.gz`,
    bytes: 12_345,
    tookMs: 41,
  };
}

/** A workload that died twice and is about to die again, its culprit named. */
export function sawtoothTarget(): TargetSnapshot {
  const instance = '127.0.0.1:6060';
  const of = target('goleaky', instance);
  const ramp = Array.from({ length: 20 }, (_, i) => 10 + i * 2.4);
  const startMs = nowMs - 59_000;
  return quietTarget('goleaky', instance, {
    target: of,
    timeline: timeline(
      [...ramp, ...ramp, ...ramp],
      [39_500, 19_500].map((agoMs) => ({
        atMs: nowMs - agoMs,
        cause: 'crash' as const,
        inferred: false,
      })),
    ),
    captures: [capture(of, 'baseline', 17), capture(of, 'incident', 9), capture(of, 'incident', 3)],
    verdict: verdict('sawtooth', 'alarm', {
      atMs: nowMs,
      instance,
      value: 56.1 * mib,
      floor: 55.6 * mib,
      limitBytes: 256 * mib,
      leakRatePerSecond: 2.4 * mib,
      leakRateInterval: [2.2 * mib, 2.6 * mib],
      timeToLimitSeconds: 83,
      timeToLimitInterval: [77, 91],
      lives: [0, 1, 2].map((i) => ({
        instance,
        startAtMs: startMs + i * 20_000,
        endAtMs: i === 2 ? null : startMs + i * 20_000 + 19_500,
        cause: i === 2 ? null : 'crash',
        peakValue: 55.6 * mib,
        inferred: false,
      })),
      evidence: {
        significance: { value: 0.0004, needs: 0.01, passed: true },
        growth: { value: 45.6 * mib, needs: 4 * mib, passed: true },
        teeth: { value: 2, needs: 2, passed: true },
      },
      explanation:
        'heapLive rises by 2.4 MiB/s and has been cut by 2 crashes at about 56 MiB; the ramp goes on after each.',
    }),
  });
}

/** The incident of `sawtoothTarget`. */
export function incident(over: Partial<Incident> = {}): Incident {
  const { target: of, captures, verdict: worst, timeline: drawn } = sawtoothTarget();
  if (worst === null) throw new Error('the made-up target has a verdict');
  return {
    id: '01JD9XKQ2M',
    rule: 'MemoryLeak',
    workload: of.workload,
    targetId: of.id,
    state: 'firing',
    activeAtMs: nowMs - 32_000,
    firedAtMs: nowMs - 27_000,
    resolvedAtMs: null,
    verdict: worst,
    captures,
    diffs: [heapDiff],
    culprits: [saveReport],
    labels: {
      alertname: 'MemoryLeak',
      severity: 'warning',
      job: 'goleaky',
      instance: '127.0.0.1:6060',
      workload: 'goleaky',
    },
    annotations: {
      summary: '{{ $labels.workload }} leaks {{ $value | humanize1024 }}B/s',
      description: '{{ $explanation }}',
    },
    ...(drawn === null ? {} : { timeline: drawn }),
    ...over,
  };
}

/** A target that has just begun to grow: not yet an alert. */
export function leakTarget(): TargetSnapshot {
  const instance = 'cart-7f9c6d-x2x7l:9090';
  return quietTarget('shop/cart', instance, {
    timeline: timeline(Array.from({ length: 40 }, (_, i) => 300 + i * 0.7)),
    verdict: verdict('leak', 'suspicion', {
      instance,
      value: 331 * mib,
      floor: 327 * mib,
      limitBytes: 512 * mib,
      leakRatePerSecond: 720_000,
      timeToLimitSeconds: 263,
      timeToLimitInterval: [240, 300],
      explanation: 'heapLive has risen in each of the last 5 blocks, by 28 MiB in all.',
    }),
  });
}

/** A target whose live heap is judged while its limit counts what is resident, which stands far higher. */
export function countedTarget(): TargetSnapshot {
  const instance = '10.0.3.9:2112';
  const points = Array.from({ length: 40 }, (_, i) => {
    const floor = (40 + i) * mib;
    return { atMs: nowMs - (39 - i) * 1000, floor, peak: 1.05 * floor, counted: 2.2 * floor };
  });
  return quietTarget('mail', instance, {
    timeline: { signal: 'heapLive', counted: 'rss', points, lifeEnds: [] },
    verdict: verdict('leak', 'alarm', {
      ...{ atMs: nowMs, instance, value: 80 * mib, floor: 79 * mib, limitBytes: 256 * mib },
      counted: { signal: 'rss', value: 174 * mib },
      ...{ leakRatePerSecond: mib, leakRateInterval: [0.9 * mib, 1.1 * mib] },
      ...{ timeToLimitSeconds: 37, timeToLimitInterval: [30, 48] },
      explanation: 'Heap leak: live heap 40 MiB → 79 MiB in 40 s.',
    }),
  });
}

/** A target that nobody can reach. */
export function downTarget(): TargetSnapshot {
  return quietTarget('search', '10.0.3.7:8080', {
    health: 'down',
    lastError:
      'GET http://10.0.3.7:8080/metrics: the connection was refused. Is the process running, and is this its port?',
    verdict: null,
    timeline: null,
  });
}

/** A target that has not been asked yet. */
export function coldTarget(): TargetSnapshot {
  return quietTarget('billing', '127.0.0.1:2112', {
    health: 'unknown',
    lastScrapeAtMs: null,
    verdict: null,
    timeline: null,
  });
}

/** The state of an engine that watches these targets. */
export function snapshot(
  targets: readonly TargetSnapshot[],
  over: Partial<Snapshot> = {},
): Snapshot {
  return {
    atMs: nowMs,
    startedAtMs: nowMs - 133_000,
    timeScale: 1,
    targets,
    incidents: [],
    snoozes: [],
    silences: new Map(),
    told: [],
    ...over,
  };
}
