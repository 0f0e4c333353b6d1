import type { Bucket } from './bucket-table.ts';

/** From this part of its growth on a site stands for what others made, and not for what it keeps itself. */
const most = 0.5;

/** Whether more than half of what the growing buckets grew by lies on stacks of one kind; false where nothing grew. */
export function isMostOfGrowth(
  buckets: readonly Bucket[],
  isIt: (stack: number) => boolean,
): boolean {
  let grown = 0;
  let part = 0;
  for (const { stack, first, now } of buckets) {
    const bytes = now.value - first.value;
    if (bytes <= 0) continue;
    grown += bytes;
    if (isIt(stack)) part += bytes;
  }
  return part > most * grown;
}
