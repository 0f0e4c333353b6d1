import type { QueriedWorkload } from './group-workloads.ts';

/** The workloads that fit below the cap, in their order, so that the same ones stay; how many series the others have. */
export function chooseWorkloads(
  all: readonly QueriedWorkload[],
  maxSeries: number,
): { readonly kept: readonly QueriedWorkload[]; readonly seriesLeftOut: number } {
  const kept: QueriedWorkload[] = [];
  let [series, seriesLeftOut] = [0, 0];
  for (const workload of all) {
    const own = seriesOf([workload]);
    if (series + own > maxSeries) seriesLeftOut += own;
    else {
      series += own;
      kept.push(workload);
    }
  }
  return { kept, seriesLeftOut };
}

/** How many series these workloads have. */
export function seriesOf(workloads: readonly QueriedWorkload[]): number {
  let series = 0;
  for (const { processes } of workloads)
    for (const process of processes) series += process.series.length;
  return series;
}
