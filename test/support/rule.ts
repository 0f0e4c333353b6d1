import type { Rule } from '../../src/model/rule.ts';

/** A memory rule as the shipped ones are; what a test is about goes into `over`. */
export function rule(over: Partial<Rule> = {}): Rule {
  return {
    group: 'memory',
    alert: 'MemoryLeak',
    intervalMs: 60_000,
    timeScale: 1,
    detect: {
      signal: 'auto',
      verdicts: ['leak', 'sawtooth'],
      sensitivity: 'normal',
      minGrowth: { kind: 'ratio', ratio: 0.04 },
      horizonMs: 7 * 86_400_000,
      needsLimit: false,
      leakKinds: null,
    },
    forMs: 5 * 60_000,
    keepFiringForMs: 15 * 60_000,
    capture: ['heap', 'goroutine'],
    labels: { severity: 'warning' },
    annotations: { summary: '{{ $labels.workload }} leaks' },
    ...over,
  };
}
