import type { ProfileColumns } from './profile-columns.ts';

/** What must be the same of two captures that are compared. */
export type Comparable = {
  readonly columns: ProfileColumns;
  /** Goroutines one by one (debug=2) and not counted. */
  readonly isTrace: boolean;
};

/** Why two profiles cannot be compared, or null when they can. */
export function mismatch(
  { columns: before, isTrace: wasTrace }: Comparable,
  { columns: now, isTrace }: Comparable,
): string | null {
  if (before.sampleType !== now.sampleType) {
    return `this capture counts ${now.sampleType}, those before it ${before.sampleType}: captures of one kind are needed`;
  }
  // Their stacks end elsewhere: in a trace, at who started the goroutine.
  if (wasTrace !== isTrace) {
    const [one, other] = isTrace ? ['is', 'are not'] : ['is not', 'are'];
    return `this capture ${one} a trace of goroutines (debug=2), those before it ${other}: compare captures of one format`;
  }
  if (before.rateBytes !== now.rateBytes) {
    return `this capture was sampled every ${now.rateBytes} bytes, those before it every ${before.rateBytes}: compare captures of one rate only`;
  }
  if (before.allocated < 0 !== now.allocated < 0) {
    return 'one capture counts allocations and another does not: compare captures of one program only';
  }
  return null;
}
