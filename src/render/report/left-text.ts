import type { Verdict } from '../../model/verdict.ts';
import { isLimitReached, limitText } from '../verdict-text.ts';

/** How long it has: `limit in 2 min 53 s (2 min 20 s to 3 min 40 s)`, or that nothing is left; null without a limit. */
export function leftText(verdict: Verdict): string | null {
  return isLimitReached(verdict) ? 'its limit is reached' : limitText(verdict);
}
