import type { Profile } from './profile.ts';

/** The size of one object of a row as Go labels it (`bytes`); 0 where it is not labelled. */
export function sizeLabel({ stacks, strings }: Profile, row: number): number {
  const end = stacks.labelStarts[row + 1] as number;
  for (let i = stacks.labelStarts[row] as number; i < end; i++) {
    if (strings.get(stacks.labelKeys[i] as number) !== 'bytes') continue;
    return stacks.labelNumbers[i] as number;
  }
  return 0;
}
