import { capturesOfLife } from '../model/captures-of-life.ts';
import type { RecorderPolicy } from '../model/recorder.ts';

/** One capture of the ring. */
export type Recorded = {
  readonly id: string;
  readonly atMs: number;
  readonly lifeStartAtMs: number;
  readonly bytes: number;
  /** The memory that was held when it was taken; null: nobody knows any more. */
  readonly usedBytes: number | null;
};

/** Captures that are kept of a life that has ended: enough to confirm a culprit (profile/judge-growth.ts). */
const ofPastLife = 4;

/** The last ones of the present life are not thinned: what happened just before the end is in them. */
const newestKept = 3;

/**
 * The ring after thinning, oldest first: of each life the first, the highest and the newest capture, of the
 * present one its last few as they are, and between those ever fewer the older they are.
 *
 *   present life  |■     ■        ■     ■    ■   ■  ■ ■ ■■■|
 *
 * At most `maxCaptures` of one kind (of `recordings`, which are of one kind and one target), and of the bytes
 * no more than `maxBytes` unless the first, the highest and the newest of the present life alone are more.
 */
export function thinRecordings(
  recordings: readonly Recorded[],
  policy: Pick<RecorderPolicy, 'maxCaptures' | 'maxBytes' | 'pastLives'>,
): readonly Recorded[] {
  const byLife = livesOf(inOrder(recordings));
  const present = byLife.pop() ?? [];
  const forPast = Math.max(0, policy.maxCaptures - leastOf(present).size);
  const lives = Math.min(policy.pastLives, Math.floor(forPast / ofPastLife));
  let past = lives === 0 ? [] : byLife.slice(-lives).map((life) => thinned(life, ofPastLife, 1));
  let now = thinned(present, policy.maxCaptures - count(past), newestKept);
  while (bytesOf([...past.flat(), ...now]) > policy.maxBytes) {
    if (past.length > 0) past = past.slice(1);
    else if (now.length > leastOf(now).size) now = thinned(now, now.length - 1, 1);
    else break;
  }
  return [...past.flat(), ...now];
}

/** By life, the oldest first: the newest start that is left tells which others are of the same. */
function livesOf(recordings: readonly Recorded[]): (readonly Recorded[])[] {
  const lives: (readonly Recorded[])[] = [];
  let left = recordings;
  while (left.length > 0) {
    const startAtMs = left.reduce((most, one) => Math.max(most, one.lifeStartAtMs), -Infinity);
    const life = new Set(capturesOfLife(left, startAtMs));
    lives.unshift([...life]);
    left = left.filter((one) => !life.has(one));
  }
  return lives;
}

/** At most `most` of one life, yet never less than its first, highest and newest. */
function thinned(life: readonly Recorded[], most: number, lastOnes: number): readonly Recorded[] {
  const kept = [...life];
  while (kept.length > most) {
    const needed = leastOf(kept);
    // With room for few, the last ones give way before the three that a life is nothing without.
    const recent = most >= needed.size + lastOnes ? kept.slice(-lastOnes) : [];
    const mayGo = kept.filter((one) => !needed.has(one) && !recent.includes(one));
    const goes = mostCrowded(kept, mayGo);
    if (goes === null) break;
    kept.splice(kept.indexOf(goes), 1);
  }
  return kept;
}

/**
 * The one whose neighbours are nearest to each other as seen from the end: by the ratio of their distances
 * to it, so that equal gaps of the logarithm remain.
 */
function mostCrowded(kept: readonly Recorded[], mayGo: readonly Recorded[]): Recorded | null {
  const newestMs = kept.at(-1)?.atMs ?? 0;
  const backMs = (one: Recorded | undefined) => newestMs - (one?.atMs ?? newestMs) + 1;
  const gap = (one: Recorded) => {
    const at = kept.indexOf(one);
    return backMs(kept[at - 1]) / backMs(kept[at + 1]);
  };
  const [first, ...others] = mayGo;
  if (first === undefined) return null;
  return others.reduce((least, one) => (gap(one) < gap(least) ? one : least), first);
}

/** The first, the highest and the newest of a life: one to three. */
function leastOf(life: readonly Recorded[]): ReadonlySet<Recorded> {
  const [first] = life;
  const newest = life.at(-1);
  if (first === undefined || newest === undefined) return new Set();
  const highest = life.reduce((most, one) =>
    (one.usedBytes ?? 0) > (most.usedBytes ?? 0) ? one : most,
  );
  return new Set([first, highest, newest]);
}

function inOrder(recordings: readonly Recorded[]): readonly Recorded[] {
  return recordings.toSorted((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
}

function count(lives: readonly (readonly Recorded[])[]): number {
  return lives.reduce((sum, life) => sum + life.length, 0);
}

function bytesOf(recordings: readonly Recorded[]): number {
  return recordings.reduce((sum, { bytes }) => sum + bytes, 0);
}
