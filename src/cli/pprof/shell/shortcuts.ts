import type { Profile } from '../../../profile/profile.ts';

/**
 * What a line stands for (internal/driver profileShortcuts): `:` clears the filters, the name of a
 * sample type shows it, `mean_` and `total_` before it with or without an average.
 */
export function expandShortcut(line: string, { sampleTypes }: Profile): readonly string[] {
  if (line === ':') return ['focus=', 'ignore=', 'hide=', 'tagfocus=', 'tagignore='];
  for (const { type } of sampleTypes) {
    const show = `sample_index=${type}`;
    if (line === type) return [show];
    if (line === `total_${type}`) return ['mean=0', show];
    if (line === `mean_${type}`) return ['mean=1', show];
  }
  return [line];
}
