import type { Culprit, Frame } from '../model/culprit.ts';
import type { Bucket } from './bucket-table.ts';
import { countTests, type TestCounts } from './count-tests.ts';
import { givesAway } from './gives-away.ts';
import { growsAlong } from './grows-along.ts';
import { judgeGrowth } from './judge-growth.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';
import { sum } from './sum.ts';

type Retainer = Culprit['retainers'][number];

type Hint = {
  readonly calls: readonly string[];
  readonly why: string;
  /** Its container was seen; else the name is all there is, which says nothing of the culprit itself. */
  readonly seen: boolean;
};

/** A function that made a container larger, with the functions above it. */
type Holder = Hint & {
  readonly growth: SiteGrowth;
  readonly frames: readonly Frame[];
  /** Whether it grows by leaps, as an array that doubles: its course says nothing. */
  readonly leaps: boolean;
};

/** Calls of the application that who keeps and who makes may be away from what calls both. */
const farthest = 4;

/** More would be a list of suspects. */
const mostRetainers = 3;

/** What a context allocates for those that are derived from it. */
const contextNote = /^context\..*propagateCancel/;

/** Containers of the standard library that allocate for each entry, by the functions that do it. */
const containers: readonly (readonly [RegExp, string])[] = [
  [/^container\/(list|ring)\./, 'a list that it adds to'],
  [/^(sync\.\(\*Map\)|internal\/sync\.\(\*HashTrieMap)/, 'a sync.Map that it adds to'],
  [contextNote, 'the children of a context that it derives from'],
];

/** A stack with a smaller part of the growth is not looked at: large profiles have 100,000 of them. */
const leastShare = 0.001;

/** Names of functions that put something somewhere. */
const stores =
  /(^|[.)])(set|put|add|store|insert|push|append|register|subscribe|remember|track|save|cache|enqueue|queue|keep|hold|record|note|retain)[A-Z_]?\w*$/i;

/** An array that is replaced by a larger one: from this size on, and of each size no more than these. */
const leastArrayBytes = 32 * 1024;
const mostOfOneSize = 5;
const leastSizes = 3;

/** Go's size classes that tables of 1024 slots of 8 to 24 bytes come into; larger objects take whole pages. */
const tableSizes = new Set([9472, 13568, 18432, 21760, 27264]);
const largestClass = 32 * 1024;
const pageBytes = 8192;
/** Which part of the tables is kept, where half of them is: few are sampled. */
const mostOfTables = { least: 0.3, most: 0.75 };

/**
 * Who may hold on to what the culprits allocate. A heap profile says who allocated and not who holds; but a
 * container grows as it fills, and that is allocated too. So whoever makes a container larger beside the
 * culprit, by the hand of the same caller, is an inference, never a proof:
 *
 *     draw ← Step            30 MB   culprit
 *     list.PushFront ← add ← Step   1 MB   add: a list that it adds to grows along
 *
 * Answers for one culprit and its frames. `growths` are those of the whole diff.
 */
export function findRetainers(
  growths: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): (culprit: SiteGrowth) => readonly Retainer[] {
  const namesOf = (frames: readonly Frame[]) =>
    sites.callers(frames).map((frame) => sites.name(frame));
  const grown = sum(
    growths.map(({ series: { values } }) => (values.at(-1) ?? 0) - (values[0] ?? 0)),
  );
  const limits = {
    tests: countTests(growths),
    leastGrowth: Math.max(1, leastShare * grown),
  };
  const holders = growths.flatMap((growth) => holdersOf(growth, limits, sites, framesOf, namesOf));
  return (culprit) => {
    const stack = framesOf(culprit.stack);
    const own = namesOf(stack);
    // What a context notes belongs to the context: it does not keep who made that.
    const possible = isContextMade(stack, sites)
      ? holders.filter(({ frames }) => !isContextNote(frames))
      : holders;
    const beside = possible.filter(({ growth, calls, seen, leaps }) => {
      if (calls[0] === own[0]) return seen;
      if (!own.slice(0, 3).includes(calls[1] ?? '')) return false;
      return leaps || growsAlong(growth.series, culprit.series);
    });
    // A library that was called hands out what it makes as often as it keeps it.
    const near: Hint[] = [...beside];
    if (near.length === 0) near.push(...furtherAway(culprit, stack, possible, sites));
    if (near.length === 0) near.push(...calledLibrary(stack, sites, own));
    near.sort((a, b) => Number(b.seen) - Number(a.seen));
    // The first reason of each function is the best one.
    const whyOf = new Map<string, string>();
    for (const { calls, why } of near.toReversed()) whyOf.set(calls[0] ?? '', why);
    const names = [...new Set(near.map(({ calls }) => calls[0] ?? ''))].slice(0, mostRetainers);
    return names.map((name) => ({ function: name, why: `${whyOf.get(name)} (inferred)` }));
  };
}

function holdersOf(
  growth: SiteGrowth,
  { tests, leastGrowth }: { tests: TestCounts; leastGrowth: number },
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
  namesOf: (frames: readonly Frame[]) => readonly string[],
): readonly Holder[] {
  if (!sites.isOwn(growth.site)) return [];
  const found: Holder[] = [];
  for (const [stack, buckets] of byStack(growth.buckets())) {
    const grown = sum(buckets.map(({ first, now }) => now.value - first.value));
    if (grown < leastGrowth) continue;
    const frames = framesOf(stack);
    const container = containerAt(frames);
    const what = container ?? arrayAt(frames, buckets, sites);
    if (what === null) continue;
    const why = `${what} grows along`;
    const leaps = container === null;
    found.push({ growth, frames, calls: namesOf(frames), why, seen: true, leaps });
  }
  // Of 30,000 sites few store by their names: the others' frames are not made.
  const stored = stores.test(sites.callerName(growth.stack));
  if (stored && judgeGrowth(growth.series, tests).lowerBound > 0) {
    const frames = framesOf(growth.stack);
    found.push({
      growth,
      frames,
      calls: namesOf(frames),
      why: 'by its name it stores, and what it allocates itself grows along',
      seen: false,
      leaps: false,
    });
  }
  return found;
}

function isContextNote(frames: readonly Frame[]): boolean {
  return frames.some((frame) => contextNote.test(frame.function));
}

/** Whether package context allocated it for the application: a context, or what one notes. */
function isContextMade(frames: readonly Frame[], sites: SiteTable): boolean {
  const last = frames.findIndex((frame) => sites.kind(frame) === 'application') - 1;
  return frames[last]?.function.startsWith('context.') === true;
}

/** A container of the standard library on a stack that has grown. */
function containerAt(frames: readonly Frame[]): string | null {
  const found = containers.find(([name]) => frames.some((frame) => name.test(frame.function)));
  return found?.[1] ?? null;
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
  if (isLadder) return 'a slice or map that it appends to';
  return buckets.some(isMapTable) ? 'a map that it adds to' : null;
}

/**
 * Tables of a map that splits them: since Go 1.24 a map has tables of at most 1024 slots, and one that is full makes
 * room for two of the same size (Go's internal/runtime/maps/table.go: `split`). A table takes 1024 × (1 + slot) bytes,
 * which is rounded up to a size class, or to pages of 8 KiB from 32 KiB on. Half of what is made of it goes again.
 */
function isMapTable({ size, first, now }: Bucket): boolean {
  const isSize = tableSizes.has(size) || (size > largestClass && size % pageBytes === 0);
  const [made, kept] = [now.allocated, now.live];
  return (
    isSize &&
    kept > first.live &&
    kept >= mostOfTables.least * made &&
    kept <= mostOfTables.most * made
  );
}

/** The library that the culprit calls and that allocates for it: what it keeps, it keeps itself. */
function calledLibrary(
  stack: readonly Frame[],
  sites: SiteTable,
  own: readonly string[],
): readonly Hint[] {
  const at = stack.findIndex((frame) => sites.kind(frame) === 'application');
  const entry = stack[at - 1];
  if (entry === undefined || sites.kind(entry) !== 'third-party') return [];
  const name = sites.name(entry);
  if (givesAway(name)) return [];
  return [
    { calls: [name, own[0] ?? ''], why: 'what it allocates for its caller stays', seen: true },
  ];
}

/**
 * Further away: a handler that has the culprit make something and gives it to a service, which puts it into a store,
 * or a middleware that keeps what was written below it.
 */
function furtherAway(
  culprit: SiteGrowth,
  stack: readonly Frame[],
  holders: readonly Holder[],
  sites: SiteTable,
): readonly Holder[] {
  const isOwn = (frame: Frame) => sites.kind(frame) === 'application';
  // Closures by their own names: what two handlers of one function hold has nothing in common.
  const above = new Set(
    stack
      .filter(isOwn)
      .slice(0, farthest)
      .map((frame) => frame.function),
  );
  return holders.filter(({ growth, frames }) => {
    const at = frames.findIndex(isOwn);
    const direct = frames.slice(at, at + farthest);
    const last = direct.findIndex((frame) => !isOwn(frame));
    return (
      growth.site !== culprit.site &&
      direct.slice(0, last < 0 ? farthest : last).some((frame) => above.has(frame.function)) &&
      growsAlong(growth.series, culprit.series)
    );
  });
}

function byStack(buckets: readonly Bucket[]): ReadonlyMap<number, readonly Bucket[]> {
  const stacks = new Map<number, Bucket[]>();
  for (const bucket of buckets) {
    const own = stacks.get(bucket.stack);
    if (own === undefined) stacks.set(bucket.stack, [bucket]);
    else own.push(bucket);
  }
  return stacks;
}
