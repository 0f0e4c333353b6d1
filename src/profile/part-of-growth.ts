import type { Bucket } from './bucket-table.ts';

/** The part of what the growing buckets grew by that lies on stacks of one kind, 0 to 1; 0 where nothing grew. */
export function partOfGrowth(buckets: readonly Bucket[], isIt: (stack: number) => boolean): number {
  let grown = 0;
  let part = 0;
  for (const { stack, first, now } of buckets) {
    const bytes = now.value - first.value;
    if (bytes <= 0) continue;
    grown += bytes;
    if (isIt(stack)) part += bytes;
  }
  return grown > 0 ? part / grown : 0;
}
