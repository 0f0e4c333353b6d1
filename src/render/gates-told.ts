import type { TargetSnapshot } from '../model/snapshot.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Told } from './told-now.ts';

/** Gates that ask how far the limit is. */
const forecasts: readonly string[] = ['outlook', 'horizon'];

/** The gates that a verdict rests on, as they may be told. */
export type GatesTold = {
  /** With those gates alone as evidence that still say something. */
  readonly verdict: Verdict;
  /** When they were asked, ms since 1970; null: just now. */
  readonly asOfMs: number | null;
};

/**
 * The gates of that verdict which the kind and the sureness that are told come from: as soon as it is not of now with
 * its time, and without what it forecast. `told`: of an incident; null: the target's own verdict counts. null: there is none.
 */
export function gatesTold(told: Told | null, shown: TargetSnapshot | null): GatesTold | null {
  const verdict = told?.proof ?? shown?.verdict ?? null;
  if (verdict === null) return null;
  const isNow =
    told === null
      ? shown?.health !== 'down'
      : told.asOfMs === null && told.verdict.atMs === verdict.atMs;
  if (isNow) return { verdict, asOfMs: null };
  const evidence = Object.entries(verdict.evidence).filter(([name]) => !forecasts.includes(name));
  return { verdict: { ...verdict, evidence: Object.fromEntries(evidence) }, asOfMs: verdict.atMs };
}
