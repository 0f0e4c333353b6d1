import type { ProfileKind } from './capture.ts';
import type { Diff } from './culprit.ts';

/** What kinds of profile a diff may be of, by its sample type. */
export function kindsCompared({ sampleType }: Pick<Diff, 'sampleType'>): readonly ProfileKind[] {
  return sampleType.startsWith('goroutine') ? ['goroutine', 'goroutineleak'] : ['heap'];
}
