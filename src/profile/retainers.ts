import type { Culprit, Frame } from '../model/culprit.ts';
import type { Bucket } from './bucket-table.ts';
import { countTests, type TestCounts } from './count-tests.ts';
import { givesAway } from './gives-away.ts';
import { growsAlong, leapsAlong } from './grows-along.ts';
import { judgeGrowth } from './judge-growth.ts';
import { isContextNote, seenContainer } from './seen-container.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';
import { sum } from './sum.ts';

type Retainer = Culprit['retainers'][number];

/** Who may keep what one makes. */
export type Retention = {
  readonly retainers: readonly Retainer[];
  /** Of them those that have it made: functions that call it, and whose container is seen to grow along. */
  readonly above: readonly string[];
  /** Whether it is one of them itself: its own container is seen. */
  readonly keepsItself: boolean;
  /** The only one of the application whose container is seen, if it does not stand above; null: there is none, or several. */
  readonly keeper: { readonly frame: Frame; readonly name: string; readonly why: string } | null;
  /** Whether none of them is near it on its stacks: what it makes is taken to them, over a channel. */
  readonly isHandedOver: boolean;
};

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

/** A stack with a smaller part of the growth is not looked at: large profiles have 100,000 of them. */
const leastShare = 0.001;

/** Names of functions that put something somewhere. */
const stores =
  /(^|[.)])(set|put|add|store|insert|push|append|register|subscribe|remember|track|save|cache|enqueue|queue|keep|hold|record|note|retain)[A-Z_]?\w*$/i;

/** Whether a function puts something somewhere, by its name. */
export function storesByName(name: string): boolean {
  return stores.test(name);
}

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
): (culprit: SiteGrowth) => Retention {
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
    const further = near.length === 0 ? furtherAway(culprit, stack, possible, sites) : [];
    near.push(...further);
    const library = near.length === 0 ? calledLibrary(stack, sites, own) : [];
    near.push(...library);
    // Of what a library was called for it is known that this is where it stays.
    const elsewhere = near.length === 0 ? inGoroutinesOfTheirOwn(culprit, possible, sites) : [];
    near.push(...elsewhere);
    near.sort((a, b) => Number(b.seen) - Number(a.seen));
    // The first reason of each function is the best one.
    const whyOf = new Map<string, string>();
    for (const { calls, why } of near.toReversed()) whyOf.set(calls[0] ?? '', why);
    const names = [...new Set(near.map(({ calls }) => calls[0] ?? ''))].slice(0, mostRetainers);
    const retainers = names.map((name) => ({
      function: name,
      why: `${whyOf.get(name)} (inferred)`,
    }));
    return {
      retainers,
      above: keepersAbove(near, own),
      keepsItself: isSeen(near, own[0] ?? ''),
      keeper: onlyKeeper([...beside, ...further, ...elsewhere], own),
      isHandedOver: elsewhere.length > 0,
    };
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
    const container = seenContainer(frames, buckets, sites);
    if (container === null) continue;
    const { what, leaps } = container;
    const why = `${what} grows along`;
    found.push({ growth, frames, calls: namesOf(frames), why, seen: true, leaps });
  }
  // Of 30,000 sites few store by their names: the others' frames are not made.
  const stored = storesByName(sites.callerName(growth.stack));
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

/** Whether package context allocated it for the application: a context, or what one notes. */
function isContextMade(frames: readonly Frame[], sites: SiteTable): boolean {
  const last = frames.findIndex((frame) => sites.kind(frame) === 'application') - 1;
  return frames[last]?.function.startsWith('context.') === true;
}

/**
 * Who has it made and puts it into a container that is seen: above the culprit on its stacks. A container that calls a
 * closure of who asks it is a means to an end, and who keeps by himself what he makes needs nobody above him.
 */
function keepersAbove(near: readonly Hint[], own: readonly string[]): readonly string[] {
  const [maker = ''] = own;
  const last = own.lastIndexOf(maker);
  return isSeen(near, maker) ? [] : own.slice(last + 1).filter((name) => isSeen(near, name));
}

/** Whether a function's container is seen. */
function isSeen(near: readonly Hint[], name: string): boolean {
  return near.some(({ seen, calls }) => seen && calls[0] === name);
}

function onlyKeeper(holders: readonly Holder[], own: readonly string[]): Retention['keeper'] {
  const seen = holders.filter((one) => one.seen);
  const [one] = seen;
  const name = one?.calls[0] ?? '';
  const isOnly = seen.every(({ calls }) => calls[0] === name);
  if (one === undefined || !isOnly || own.includes(name)) return null;
  return { frame: one.growth.frame, name, why: one.why };
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
  return holders.filter(({ growth, frames, leaps }) => {
    const at = frames.findIndex(isOwn);
    const direct = frames.slice(at, at + farthest);
    const last = direct.findIndex((frame) => !isOwn(frame));
    return (
      growth.site !== culprit.site &&
      direct.slice(0, last < 0 ? farthest : last).some((frame) => above.has(frame.function)) &&
      (leaps ? leapsAlong : growsAlong)(growth.series, culprit.series)
    );
  });
}

/**
 * Who takes what others made, in a goroutine that the application started for it: a loop that receives from a channel
 * and fills a map. More than one that grows along is no answer.
 */
function inGoroutinesOfTheirOwn(
  culprit: SiteGrowth,
  holders: readonly Holder[],
  sites: SiteTable,
): readonly Holder[] {
  const own = holders.filter(
    ({ growth, frames, seen, leaps }) =>
      seen &&
      growth.site !== culprit.site &&
      frames.every((frame) => sites.kind(frame) === 'application') &&
      frames.every(({ function: name }) => name !== 'main.main') &&
      (leaps ? leapsAlong : growsAlong)(growth.series, culprit.series),
  );
  const isOne = new Set(own.map(({ calls }) => calls[0])).size === 1;
  if (!isOne) return [];
  return own.map((one) => ({ ...one, why: `in a goroutine of its own, ${one.why}` }));
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
