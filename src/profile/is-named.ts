import type { Judgement } from './judge-growth.ts';

/** Whether there is enough evidence to accuse it. */
export function isNamed({ judgement }: { readonly judgement: Judgement }): boolean {
  return judgement.confidence !== 'not-enough-evidence';
}
