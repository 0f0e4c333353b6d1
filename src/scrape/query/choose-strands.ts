import { coordinateSources } from '../../model/figure-names.ts';
import { oomEvents, type Strand } from './strand.ts';

/** Start times, the best first: two that differ by seconds must not look like two lives. */
const startMetrics = coordinateSources.startAt.prometheus.map(({ name }) => name);

/**
 * Says of the series of a process which ones its readings take: not what a better exporter has too. Answers the exporter
 * whose scrapes make the readings; empty: none tells of memory.
 */
export function chooseStrands(strands: readonly Strand[]): string {
  const memory = strands.filter(({ kind }) => kind === 'memory');
  const [best] = memory.toSorted((a, b) => rankOf(a) - rankOf(b));
  const axis = best?.source ?? '';
  const [ofAxis, ofCadvisor] = [namesOf(strands, axis), namesOf(strands, 'cadvisor')];
  const usable = ({ source, name }: Strand) =>
    source === axis || !(ofAxis.has(name) || (source === 'kubelet' && ofCadvisor.has(name)));
  const start = startMetrics.find((wanted) =>
    strands.some((strand) => strand.name === wanted && usable(strand)),
  );
  const alike = new Map<number, Strand>();
  for (const strand of strands) {
    const isOtherStart = startMetrics.includes(strand.name) && strand.name !== start;
    strand.isUsed = usable(strand) && !isOtherStart && strand.name !== oomEvents;
    if (!strand.isUsed) continue;
    const twin = alike.get(strand.alike);
    strand.hasTwin = twin !== undefined;
    if (twin === undefined) alike.set(strand.alike, strand);
    else twin.hasTwin = true;
  }
  return axis;
}

function namesOf(strands: readonly Strand[], wanted: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { source, name } of strands) if (source === wanted) names.add(name);
  return names;
}

/** The program knows more of itself than its container does, and cAdvisor more of that than the kubelet alone. */
function rankOf({ source }: Strand): number {
  return ['cadvisor', 'kubelet'].indexOf(source) + 1;
}
