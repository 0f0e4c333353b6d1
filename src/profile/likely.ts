import type { Judged } from './qualifier.ts';

/** One who was confirmed, or accused, as the likely one alone, with what keeps it from more. */
export function likely(one: Judged, reason: string): Judged {
  return {
    ...one,
    judgement: { ...one.judgement, confidence: 'likely', missing: [reason], slopeErrors: 0 },
  };
}
