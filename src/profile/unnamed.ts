import type { Judgement } from './judge-growth.ts';

/** The judgement of a growth that, for a reason, is not even worth a guess. */
export function unnamed(judgement: Judgement, reason: string): Judgement {
  const confidence = 'not-enough-evidence';
  return { ...judgement, confidence, missing: [reason], hint: false, suspect: false };
}
