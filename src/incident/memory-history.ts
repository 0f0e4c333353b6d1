import type { MemoryNow } from '../model/recorder.ts';

/** Looks that are kept: two halves of as many still have a floor each. */
const most = 64;

/** How far back: a part of the life, so that a slow leak is seen over longer, and at least so much. */
const windowOfAge = 0.2;
const leastWindowMs = 20_000;

/**
 * The looks at a target's memory so far and a newer one, oldest first; bounded in number and time. Those of the future
 * were before the clock was set back: nobody knows any more how long ago.
 */
export function withMemory(
  history: readonly MemoryNow[],
  now: MemoryNow,
  ageMs: number,
): readonly MemoryNow[] {
  const sinceMs = now.atMs - Math.max(leastWindowMs, ageMs * windowOfAge);
  const longer = [...history.filter(({ atMs }) => atMs >= sinceMs && atMs <= now.atMs), now];
  // Of neighbours the lower one stays: what counts is what is left after a collection.
  return longer.length <= most ? longer : lowerOfPairs(longer);
}

/**
 * How long until the limit is reached at the rate at which the floor rises: the least value of the history's
 * newer half over that of its older half. null: it does not rise, nobody knows the limit, or it is too early.
 */
export function timeToLimitMs(history: readonly MemoryNow[]): number | null {
  const newest = history.at(-1);
  const limitBytes = newest?.limitBytes ?? null;
  if (newest === undefined || limitBytes === null || history.length < 4) return null;
  const older = floorOf(history.slice(0, history.length >> 1));
  const newer = floorOf(history.slice(history.length >> 1));
  const rise = newer.usedBytes - older.usedBytes;
  if (rise <= 0 || newer.atMs <= older.atMs) return null;
  const bytesPerMs = rise / (newer.atMs - older.atMs);
  return Math.max(0, (limitBytes - newest.usedBytes) / bytesPerMs);
}

/** Whether a target holds at least `share` of its limit; false where nobody knows the limit. */
export function holdsShare(share: number, now: MemoryNow | undefined): boolean {
  return now !== undefined && now.limitBytes !== null && now.usedBytes >= share * now.limitBytes;
}

function lowerOfPairs(history: readonly MemoryNow[]): MemoryNow[] {
  const pairs = Array.from({ length: Math.ceil(history.length / 2) }, (_, i) =>
    history.slice(2 * i, 2 * i + 2),
  );
  return pairs.map(floorOf);
}

function floorOf(part: readonly MemoryNow[]): MemoryNow {
  return part.reduce((least, look) => (look.usedBytes < least.usedBytes ? look : least));
}
