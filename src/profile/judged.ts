import type { Judgement } from './judge-growth.ts';
import type { SiteGrowth } from './site-growth.ts';

/** A site's growth and what is thought of it. */
export type Judged = {
  readonly growth: SiteGrowth;
  readonly judgement: Judgement;
  /** Stands for several sites that it calls. */
  readonly gathered?: true;
  /** What it makes is given to its caller, who is not seen to keep it. */
  readonly handedOn?: true;
};

/** One who was confirmed, or accused, as the likely one alone, with what keeps it from more. */
export function likely(one: Judged, reason: string): Judged {
  return {
    ...one,
    judgement: { ...one.judgement, confidence: 'likely', missing: [reason], slopeErrors: 0 },
  };
}
