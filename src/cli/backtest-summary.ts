import { formatCount } from '../render/format-count.ts';
import { formatDuration } from '../render/format-duration.ts';
import { printable } from '../render/printable.ts';
import type { Analysis } from './analysis-output.ts';

const weekMs = 7 * 86_400_000;

/** What a backtest adds up to. */
export type Tally = {
  workloads: number;
  /** Workloads whose series hold no memory figure in that time. */
  silent: number;
  failed: number;
  /** Of workloads, each as long as it was seen. */
  watchedMs: number;
  readonly alarms: Map<string, number>;
};

export function newTally(): Tally {
  return { workloads: 0, silent: 0, failed: 0, watchedMs: 0, alarms: new Map() };
}

/** Counts one workload in. */
export function count(tally: Tally, { span, replay }: Analysis): void {
  if (span === null) {
    tally.silent++;
    return;
  }
  tally.workloads++;
  tally.watchedMs += span.untilMs - span.fromMs;
  for (const { rule } of replay.incidents) {
    tally.alarms.set(rule.alert, (tally.alarms.get(rule.alert) ?? 0) + 1);
  }
}

/** `12 workloads over 24.0 series-weeks; 3 alarms (MemoryLeak 2, …), 0.13 a series-week`. */
export function summary(tally: Tally, samples: number, seconds: number): string {
  const { workloads, silent, failed, watchedMs, alarms } = tally;
  const weeks = watchedMs / weekMs;
  const total = [...alarms.values()].reduce((sum, times) => sum + times, 0);
  const each = [...alarms].map(([alert, times]) => `${printable(alert)} ${times}`).join(', ');
  const rate = total > 0 && weeks > 0 ? `, ${(total / weeks).toPrecision(2)} a series-week` : '';
  return [
    `${plural(workloads, 'workload')} over ${weeks.toFixed(weeks < 10 ? 2 : 1)} series-weeks` +
      (silent === 0 ? '' : `, ${silent} without a memory figure`) +
      (failed === 0 ? '' : `, ${failed} could not be read`),
    `${plural(total, 'alarm')}${total === 0 ? '' : ` (${each})`}${rate}`,
    `${formatCount(samples)} samples in ${formatDuration(seconds)}`,
  ].join('; ');
}

function plural(times: number, what: string): string {
  return `${times} ${what}${times === 1 ? '' : 's'}`;
}
