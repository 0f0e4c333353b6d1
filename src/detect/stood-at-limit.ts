import { constants } from './constants.ts';

/** What was last known of a process, in bytes; `limitBytes` null: nobody knows the limit. */
export type Level = { readonly usedBytes: number; readonly limitBytes: number | null };

/**
 * Whether a process whose end nobody saw was ended by its memory limit, as far as its level says: it stood near the limit,
 * and it was over `gapMs` after that was last known, which is not longer than `longestGapMs`. After a longer gap anything
 * may have happened in between. The one rule of the detector, which sees scrapes, and of the recorder, which looks.
 */
export function stoodAtLimit(
  { usedBytes, limitBytes }: Level,
  gapMs: number,
  longestGapMs: number,
): boolean {
  return (
    gapMs <= longestGapMs && limitBytes !== null && usedBytes >= constants.nearLimit * limitBytes
  );
}
