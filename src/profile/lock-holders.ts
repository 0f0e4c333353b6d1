import type { Frame } from '../model/culprit.ts';
import { isMostOfGrowth } from './is-most-of-growth.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';
import { waitReason } from './wait-reason.ts';

/** Who may hold the lock that goroutines wait for. */
export type LockHolder = {
  /** The site whose function it is, and its name. */
  readonly site: number;
  readonly name: string;
  /** What it waits for, in Go's words. */
  readonly reason: string;
};

const locks = /^sync\.(RW)?Mutex\./;
/** What takes a lock for whoever asks. */
const takes = /^(internal\/)?sync\./;
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
 * functions of that package. A loop that waits for work is none. And who stands in the very function that takes the
 * lock, on a later line, has got it, whatever that function was given to call:
 *
 *     Lock ← cron.Delay.func1 (line 5) ← cron.startJob                       6360   became more
 *     Wait ← lease.Acquire ← jobs.Run ← cron.Delay.func1 (line 9) ← …          40   hold it, and wait
 *
 * null: what grew does not wait for a lock, or none or several may hold it. `all`: the growths of a goroutine diff.
 */
export function lockHolders(
  all: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): (growth: SiteGrowth) => LockHolder | null {
  const isLocked = (stack: number) => locks.test(waitReason(framesOf(stack)));
  return (growth) => {
    if (!isMostOfGrowth(growth.buckets(), isLocked)) return null;
    const owner = ownerOf(sites.name(growth.frame));
    const taker = framesOf(growth.stack).find(
      (one) => sites.kind(one) !== 'runtime' && !takes.test(one.function),
    );
    const holders = all
      .flatMap((one) => one.buckets())
      .filter(({ now }) => now.value > 0)
      .map(({ stack }) => holderOn(framesOf(stack), owner, taker, sites))
      .filter((holder) => holder !== null);
    const [only] = holders;
    return holders.every(({ name }) => name === only?.name) ? (only ?? null) : null;
  };
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
  const hasTaken = frames.some((one) => isFurther(one, taker));
  const frame =
    own.find((one) => ownerOf(sites.name(one)) === owner) ?? (hasTaken ? own[0] : undefined);
  if (frame === undefined) return null;
  const reason = waitReason(frames);
  const isLoop = own.length === 1 && idle.test(reason);
  if (reason === '' || locks.test(reason) || isLoop) return null;
  return { site: sites.idOf(frame), name: sites.name(frame), reason };
}

/** Whether a call is of the same function, on a later line. */
function isFurther(one: Frame, taker: Frame | undefined): boolean {
  return taker !== undefined && one.function === taker.function && one.line > taker.line;
}

/** What a function belongs to: the type that has the method, else the package. */
function ownerOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}
