import type { Labels } from '../../model/labels.ts';
import { seriesKey } from './series-key.ts';
import { kubeStateMetrics, type Strand } from './strand.ts';

/**
 * From which container or address the newest samples of an exporter come, and of which of the pods of one name
 * kube-state-metrics told last: one text that is another one once a pod has moved.
 */
export function whereHeard(strands: readonly Strand[], exporter: string): string {
  const isNewer = ({ lastMs }: Strand, than: Strand | null) =>
    than === null || orNever(lastMs) > orNever(than.lastMs);
  let [measured, told]: [Strand | null, Strand | null] = [null, null];
  for (const strand of strands) {
    if (strand.source === exporter && isNewer(strand, measured)) measured = strand;
    if (strand.source === kubeStateMetrics && isNewer(strand, told)) told = strand;
  }
  return `${exporter} ${measured?.generation} ${told?.generation}`;
}

/** The label sets of strands, those of an exporter first, and of each those that said something last. */
export function newestFirst(
  strands: readonly Strand[],
  exporter: string,
  series: readonly Labels[],
): Labels[] {
  const lastMs = new Map(strands.map((strand) => [strand.key, orNever(strand.lastMs)]));
  const isOf = new Map(strands.map(({ key, source }) => [key, source === exporter]));
  const of = (labels: Labels) => lastMs.get(seriesKey(labels)) ?? Number.NEGATIVE_INFINITY;
  const rank = (labels: Labels) => Number(isOf.get(seriesKey(labels)) ?? false);
  return series.toSorted((a, b) => rank(b) - rank(a) || of(b) - of(a) || 0);
}

/** What was never heard is older than all that was. */
function orNever(lastMs: number): number {
  return Number.isNaN(lastMs) ? Number.NEGATIVE_INFINITY : lastMs;
}
