import type { Verdict } from '../../model/verdict.ts';
import { limitText } from '../verdict-text.ts';

/** How long it has: `limit in 2 min 53 s (2 min 20 s to 3 min 40 s)`, or that nothing is left; null without a limit. */
export function leftText(verdict: Verdict): string | null {
  const { timeToLimitSeconds: left } = verdict;
  return left !== null && left < 0.5 ? 'its limit is reached' : limitText(verdict);
}
