import { bytesText } from '../detect/format.ts';
import type { MemoryNow, RecorderPolicy, UsedAs } from '../model/recorder.ts';

/** How much memory a capture takes of the target: as was seen (`captureCost`), or as is assumed before one was. */
export type CaptureCost = { readonly bytes: number; readonly isMeasured: boolean };

/** What the recorder has of the present life. Times are real ones. */
export type RecordedLife = {
  readonly startAtMs: number;
  readonly newestAtMs: number | null;
  /** The most memory that was held at one of its captures. */
  readonly highestBytes: number;
  /** How long its captures take: the middle of the newest three. */
  readonly tookMs: number;
  readonly cost: CaptureCost;
};

/** Why a capture is due, or why one that is due has to be left. */
export type Recording = 'first' | 'age' | 'limit-near' | 'high-water' | 'no-room';

/**
 * Two captures are apart by this share of the life's age. Whenever a life ends, its newest capture is then at
 * most so far back, and with what a look and a capture take still within its last tenth; a week takes some
 * hundred and fifty captures.
 *
 *   age ├─┼─┼──┼───┼────┼──────┼────────┼──────────┤
 */
const spacingOfAge = 0.08;

/** Where the limit comes near, captures are apart by this share of the time that is left. */
const spacingOfRest = 0.25;

/** However near the limit is: two captures a second, and a target that is busy with them for a 25th of its time. */
const nearIntervalMs = 500;
const mostBusy = 1 / 25;

/** A new height is worth a capture when it is higher by this share of the limit, without one of itself. */
const higherBy = { ofLimit: 1 / 16, ofItself: 1 / 8 };

/** A process is left alone so long after its start: it has no baseline before it has anything. */
const firstAfterMs = 5_000;

/** Free memory that has to be left, in captures: one more than the one that is taken. */
const room = 2;

/**
 * Whether a capture is due, and why; null: none is. The rules are those above, and one forbids: no capture is
 * taken where less than twice its cost is free, since it could be what kills.
 */
export function planRecording(
  now: MemoryNow,
  life: RecordedLife,
  timeToLimitMs: number | null,
  policy: Pick<RecorderPolicy, 'minIntervalMs'>,
): Recording | null {
  const why = whyDue(now, life, timeToLimitMs, policy);
  return why !== null && !hasRoom(now, life.cost) ? 'no-room' : why;
}

function whyDue(
  now: MemoryNow,
  life: RecordedLife,
  timeToLimitMs: number | null,
  { minIntervalMs }: Pick<RecorderPolicy, 'minIntervalMs'>,
): Recording | null {
  const ageMs = now.atMs - life.startAtMs;
  const firstMs = Math.min(firstAfterMs, minIntervalMs);
  if (life.newestAtMs === null) return ageMs >= firstMs ? 'first' : null;
  // One of the future was taken before the clock was set back: long ago, as far as anybody knows.
  const sinceMs = life.newestAtMs > now.atMs ? ageMs : now.atMs - life.newestAtMs;
  const pressedMs = Math.max(nearIntervalMs, life.tookMs / mostBusy);
  if (sinceMs >= Math.max(minIntervalMs, pressedMs, ageMs * spacingOfAge)) return 'age';
  if (timeToLimitMs !== null && sinceMs >= Math.max(pressedMs, timeToLimitMs * spacingOfRest)) {
    return 'limit-near';
  }
  const step =
    now.limitBytes === null
      ? life.highestBytes * higherBy.ofItself
      : now.limitBytes * higherBy.ofLimit;
  const isHigher = now.usedBytes >= life.highestBytes + step;
  return isHigher && sinceMs >= pressedMs ? 'high-water' : null;
}

/** Whether twice what a capture costs is free below the limit; true where there is none. */
export function hasRoom({ usedBytes, limitBytes }: MemoryNow, { bytes }: CaptureCost): boolean {
  return limitBytes === null || limitBytes - usedBytes >= room * bytes;
}

const usedWords: Readonly<Record<UsedAs, (level: string) => string>> = {
  workingSet: (level) => `its working set is ${level}`,
  rss: (level) => `${level} are resident`,
  sys: (level) => `the program has ${level} from the system, whatever of it is in use`,
  heapSys: (level) => `its heap has ${level} from the system, whatever of it is in use`,
};

/**
 * That there is no room, in figures: `812 KiB are free below the limit of 512 MiB (511 MiB are resident): …`; where the
 * limit is passed, `nothing is free`. A view beside it may show another figure's share of the limit.
 */
export function noRoomSentence(
  { usedBytes, usedAs = 'rss', limitBytes }: MemoryNow,
  { bytes, isMeasured }: CaptureCost,
): string {
  const kib = (bytes: number) => Math.round(bytes / 1024);
  const freeBytes = (limitBytes ?? 0) - usedBytes;
  const free = freeBytes <= 0 ? 'nothing is' : `${kib(freeBytes)} KiB are`;
  const took = isMeasured ? 'one took' : 'a first one of a program of its size may take';
  const counted = usedWords[usedAs](bytesText(usedBytes));
  const below = `below the limit of ${bytesText(limitBytes ?? 0)} (${counted})`;
  return `${free} free ${below}: ${took} ${kib(bytes)} KiB of it, and twice that has to be left`;
}

/** What a capture is taken to cost after one more: costs differ, and a high one is forgotten by halves. */
export function costAfter(
  known: number | null,
  before: MemoryNow,
  after: MemoryNow,
  profileBytes: number,
): number {
  return Math.max(captureCost(before, after, profileBytes), (known ?? 0) / 2);
}

/**
 * What a capture took of the target's memory, in bytes: how far its peak rose above what was resident before;
 * where the peak did not rise, by how much more is resident after it; and never less than the profile's own
 * bytes, which were in its memory too. What the program itself grew meanwhile counts in.
 */
export function captureCost(before: MemoryNow, after: MemoryNow, profileBytes: number): number {
  const peaked = (after.peakBytes ?? 0) > (before.peakBytes ?? Number.POSITIVE_INFINITY);
  const rose = peaked
    ? (after.peakBytes ?? 0) - before.residentBytes
    : after.residentBytes - before.residentBytes;
  return Math.max(profileBytes, rose);
}
