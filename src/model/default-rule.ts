import type { Rule } from './rule.ts';

/**
 * The shipped rule `MemoryLeak`: what `analyze` judges by when no rule file is given.
 * `rules/memory.yaml` says the same, but for kinds of leak that are not memory.
 */
export const defaultRule: Rule = {
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
  forMs: 300_000,
  keepFiringForMs: 900_000,
  capture: ['heap', 'goroutine'],
  labels: { severity: 'warning' },
  annotations: {
    summary: '{{ $labels.workload }} leaks {{ $value | humanize1024 }}/s',
    description: '{{ $explanation }}',
  },
};
