import { oneTest } from './count-tests.ts';
import { judgeGrowth } from './judge-growth.ts';
import type { SiteGrowth } from './site-growth.ts';

/**
 * Whose growth is surest, of those who may have asked for what another holds. Within its error each of several would
 * do, unless the others do not even rise by that. null: nobody's.
 */
export function surestOf(asking: readonly SiteGrowth[]): SiteGrowth | null {
  const judged = asking.map((one) => ({ one, judgement: judgeGrowth(one.series, oneTest) }));
  const [best] = judged.sort((a, b) => b.judgement.lowerBound - a.judgement.lowerBound);
  if (best === undefined) return null;
  const rising = judged.filter(({ judgement: { growth, error } }) => growth > error);
  const isAlone = judged.length === 1 || (rising.length === 1 && rising[0] === best);
  return best.judgement.lowerBound > 0 || isAlone ? best.one : null;
}
