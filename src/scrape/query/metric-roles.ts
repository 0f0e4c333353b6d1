import { figureSources } from '../../model/figure-names.ts';
import type { FigureName } from '../../model/reading.ts';
import { isMemoryMetric } from '../reading-of-metrics.ts';

const counted: readonly FigureName[] = ['goroutines', 'threads', 'openFds'];
const countedMetrics = new Set(
  counted.flatMap((figure) => figureSources[figure].prometheus.map(({ name }) => name)),
);
const limited: readonly FigureName[] = ['workingSet', 'rss'];
const limitedMetrics = new Set(
  limited.flatMap((figure) => figureSources[figure].prometheus.map(({ name }) => name)),
);

/** Whether a metric is a level that garbage lies upon: its least value in a while says what stays. */
export function isLevelMetric(name: string): boolean {
  return isMemoryMetric(name) || countedMetrics.has(name);
}

/** Whether a metric says what a memory limit is held against: its highest value in a while counts too. */
export function isLimitedMetric(name: string): boolean {
  return limitedMetrics.has(name);
}
