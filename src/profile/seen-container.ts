import type { Frame } from '../model/culprit.ts';
import type { Bucket } from './bucket-table.ts';
import { isTableSize } from './map-table.ts';
import type { SiteTable } from './site-table.ts';
import { sum } from './sum.ts';

/** A container that grows: its name in a sentence, and whether it does so by leaps, which say nothing of its course. */
export type SeenContainer = { readonly what: string; readonly leaps: boolean };

/** What a context allocates for those that are derived from it. */
const contextNote = /^context\..*propagateCancel/;

/** Containers of the standard library that allocate for each entry, by the functions that do it. */
const containers: readonly (readonly [RegExp, string])[] = [
  [/^container\/(list|ring)\./, 'a list that it adds to'],
  [/^(sync\.\(\*Map\)|internal\/sync\.\(\*HashTrieMap)/, 'a sync.Map that it adds to'],
  [contextNote, 'a context that it adds children to'],
];

/** What waits for a time, and keeps what is to be done then until it has come. */
const timers = /^(time\.(AfterFunc|NewTimer|NewTicker|Tick|After)|context\.AfterFunc)$/;

/** An array that is replaced by a larger one: from this size on, and of each size no more than these. */
const leastArrayBytes = 32 * 1024;
const mostOfOneSize = 5;
const leastSizes = 3;

/**
 * Bytes of the smallest that is left, since a short slice that a function makes for its caller outgrows its arrays as
 * well; sizes and sampled objects that are gone; and which part is kept of the larger ones.
 */
const outgrown = { leastBytes: 4096, leastSizes: 2, leastGone: 3, keptShare: 0.7 };

/** Which part of the tables is kept, where half of them is: few are sampled. */
const keptTables = { least: 0.3, most: 0.75 };

/**
 * The container that was made larger on a stack that has grown: one of the standard library, or a slice or a map. null:
 * none is seen. `buckets`: those of the stack.
 */
export function seenContainer(
  frames: readonly Frame[],
  buckets: readonly Bucket[],
  sites: SiteTable,
): SeenContainer | null {
  const found = containers.find(([name]) => frames.some((frame) => name.test(frame.function)));
  if (found !== undefined) return { what: found[1], leaps: false };
  const own = frames.findIndex((frame) => sites.kind(frame) === 'application');
  const called = frames[own - 1]?.function ?? '';
  // What a library starts timers for is its own business.
  if (timers.test(called)) return { what: 'a set of timers that it adds to', leaps: false };
  const what = arrayAt(frames, buckets, sites);
  return what === null ? null : { what, leaps: true };
}

/** Whether a stack allocates what a context notes of those that are derived from it. */
export function isContextNote(frames: readonly Frame[]): boolean {
  return frames.some((frame) => contextNote.test(frame.function));
}

/**
 * A slice or map that outgrew its array: ever larger ones, a few of each size, the smaller gone; or a map of many
 * tables. The runtime's part in it is hidden from profiles, so the leaf is the function itself.
 */
function arrayAt(
  frames: readonly Frame[],
  buckets: readonly Bucket[],
  sites: SiteTable,
): string | null {
  const leaf = frames[0];
  if (leaf === undefined || sites.kind(leaf) !== 'application') return null;
  const arrays = buckets
    .filter(({ size, now }) => size >= leastArrayBytes && now.allocated > 0)
    .sort((a, b) => b.size - a.size);
  const largest = arrays[0];
  const isLadder =
    arrays.length >= leastSizes &&
    arrays.every(({ now }) => now.allocated <= mostOfOneSize) &&
    largest?.first.allocated === 0;
  if (isLadder || areOutgrown(buckets)) return 'a slice or map that it appends to';
  return buckets.some(isMapTable) ? 'a map that it adds to' : null;
}

/**
 * Slices or maps of many keys that outgrow their arrays: of the smaller sizes nothing is left, and of those that are
 * left most of what was made.
 *
 *     size    1 KiB   8 KiB   32 KiB   56 KiB
 *     made        3       2        4        5
 *     alive       0       0        0        5
 */
function areOutgrown(buckets: readonly Bucket[]): boolean {
  const sizes = new Map<number, { made: number; kept: number }>();
  for (const { size, now } of buckets) {
    const at = sizes.get(size) ?? { made: 0, kept: 0 };
    sizes.set(size, { made: at.made + now.allocated, kept: at.kept + now.live });
  }
  const made = [...sizes].filter(([, at]) => at.made > 0);
  const least = Math.min(...made.filter(([, at]) => at.kept > 0).map(([size]) => size));
  const gone = made.filter(([size]) => size < least);
  const left = made.filter(([size]) => size >= least).map(([, at]) => at);
  return (
    least >= outgrown.leastBytes &&
    gone.length >= outgrown.leastSizes &&
    sum(gone.map(([, at]) => at.made)) >= outgrown.leastGone &&
    sum(left.map((at) => at.kept)) >= outgrown.keptShare * sum(left.map((at) => at.made))
  );
}

/** Tables of a map that splits them: half of what is made of it goes again. */
function isMapTable({ size, first, now }: Bucket): boolean {
  const [made, kept] = [now.allocated, now.live];
  return (
    isTableSize(size) &&
    kept > first.live &&
    kept >= keptTables.least * made &&
    kept <= keptTables.most * made
  );
}
