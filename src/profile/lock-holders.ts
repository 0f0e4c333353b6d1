import type { Frame } from '../model/culprit.ts';
import { isMostOfGrowth } from './is-most-of-growth.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';
import { sum } from './sum.ts';
import { waitReason } from './wait-reason.ts';

/** Who may hold the lock that goroutines wait for, or is making the call that they share. */
export type LockHolder = {
  /** The site whose function it is, and its name. */
  readonly site: number;
  readonly name: string;
  /** What the goroutines wait for, and what it waits for itself, in Go's words. */
  readonly why: string;
};

const locks = /^sync\.(RW)?Mutex\./;
/** What takes a lock for whoever asks. */
const takes = /^(internal\/)?sync\./;
/** A call that one makes for all who ask for the same (golang.org/x/sync, groupcache): the others wait for it there. */
const shares = /(^|\/)singleflight\.\(\*Group[^)]*\)\.Do$/;
/** The part of those who make such calls that must wait in one function: calls that are answered are under way as well. */
const mostOfCalls = 0.8;
/** How a loop of its own waits for work: it holds no lock then. */
const idle = /^(select|sleep|chan receive)/;

/**
 * Goroutines that pile up at a lock are victims: some goroutine holds it, and waits for something else.
 *
 *     Lock ← stock.(*Stock).Get ← handler        2400   became more
 *     Lock ← stock.(*Stock).Adjust ← handler     1000   became more
 *     chansend ← stock.(*Stock).Adjust ← handler    1   holds the lock, and nobody receives
 *
 * A lock is a field of what has the methods, so the holder is looked for among the methods of that type, or the
 * functions of that package. A loop that waits for work is none. And what the very function that takes the lock has
 * called on a later line may hold it, whatever that function was given to call:
 *
 *     Lock ← cron.Delay.func1 (line 5) ← cron.startJob                       6360   became more
 *     Wait ← lease.Acquire ← jobs.Run ← cron.Delay.func1 (line 9) ← …          40   may hold it, and wait
 *
 * And they wait for the one that makes a call which they share (singleflight), of those which the function that grew
 * asked for. null: what grew does not wait for a lock or such a call, or none or several may hold it. `all`: the growths
 * of a goroutine diff.
 */
export function lockHolders(
  all: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): (growth: SiteGrowth) => LockHolder | null {
  const held = (find: (frames: readonly Frame[]) => LockHolder | null, share: number) => {
    const found = new Map<string, { readonly holder: LockHolder; count: number }>();
    for (const { stack, now } of all.flatMap((one) => one.buckets())) {
      const holder = now.value > 0 ? find(framesOf(stack)) : null;
      if (holder === null) continue;
      const { count = 0 } = found.get(holder.name) ?? {};
      found.set(holder.name, { holder, count: count + now.value });
    }
    const whole = sum([...found.values()].map(({ count }) => count));
    const best = [...found.values()].find(({ count }) => count >= share * whole);
    return best?.holder ?? null;
  };
  const isLocked = (stack: number) => locks.test(waitReason(framesOf(stack)));
  return (growth) => {
    const taker = takerOf(framesOf(growth.stack), sites);
    const isShared = (stack: number) => sharesCall(framesOf(stack), taker, sites);
    if (isMostOfGrowth(growth.buckets(), isShared)) {
      const name = sites.name(growth.frame);
      const asks = (frames: readonly Frame[]) => frames.some((one) => sites.name(one) === name);
      return held((frames) => (asks(frames) ? makerOn(frames, taker, sites) : null), mostOfCalls);
    }
    if (!isMostOfGrowth(growth.buckets(), isLocked)) return null;
    const owner = ownerOf(sites.name(growth.frame));
    return held((frames) => holderOn(frames, owner, taker, sites), 1);
  };
}

/** The function that waits, below which the runtime and package sync stand. */
function takerOf(frames: readonly Frame[], sites: SiteTable): Frame | undefined {
  return frames.find((one) => sites.kind(one) !== 'runtime' && !takes.test(one.function));
}

/** Whether a stack waits where another goroutine makes the call for it. */
function sharesCall(frames: readonly Frame[], taker: Frame | undefined, sites: SiteTable): boolean {
  const isIt = takerOf(frames, sites)?.function === taker?.function;
  return isIt && shares.test(taker?.function ?? '') && waitReason(frames).startsWith('sync.');
}

/** What was called for all who wait, and waits itself. */
function makerOn(
  frames: readonly Frame[],
  taker: Frame | undefined,
  sites: SiteTable,
): LockHolder | null {
  const frame = frames.find((one) => sites.kind(one) === 'application');
  const reason = waitReason(frames);
  if (frame === undefined || reason === '') return null;
  if (!frames.some((one) => isFurther(one, taker))) return null;
  const name = sites.name(frame);
  const why = `its goroutines wait for what ${name} is called for once, which waits for ${reason}`;
  return { site: sites.idOf(frame), name, why };
}

/**
 * The method of a type on a stack that waits for something else than a lock, or for work; or what `taker` called after
 * it took the lock.
 */
function holderOn(
  frames: readonly Frame[],
  owner: string,
  taker: Frame | undefined,
  sites: SiteTable,
): LockHolder | null {
  const own = frames.filter((frame) => sites.kind(frame) === 'application');
  // What called the taker may call it for something else.
  const at = frames.findIndex((one) => isFurther(one, taker));
  const called = frames.slice(0, at + 1).find((one) => sites.kind(one) === 'application');
  const frame = own.find((one) => ownerOf(sites.name(one)) === owner) ?? called;
  if (frame === undefined) return null;
  const reason = waitReason(frames);
  const isLoop = own.length === 1 && idle.test(reason);
  if (reason === '' || locks.test(reason) || isLoop) return null;
  const name = sites.name(frame);
  const why = `its goroutines wait for a lock that ${name} may hold, which waits for ${reason}`;
  return { site: sites.idOf(frame), name, why };
}

/** Whether a call is of the same function, on a later line. */
function isFurther(one: Frame, taker: Frame | undefined): boolean {
  return taker !== undefined && one.function === taker.function && one.line > taker.line;
}

/** What a function belongs to: the type that has the method, else the package. */
function ownerOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}
