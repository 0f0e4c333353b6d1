import { type Block, newBlock } from './block.ts';
import type { BlockPlan } from './block-plan.ts';
import { constants } from './constants.ts';
import { noteFall } from './falls.ts';
import { clearTiers, closeBucket, type FloorTier, floorAt, push, tierOf } from './floor-tier.ts';
import { middleOfThree } from './middle-of-three.ts';
import { never, trackPart as part } from './track-part.ts';
import type { WindowRow } from './window-row.ts';

/**
 * One series of one life: its floors over tiers, its peaks, how often it falls. Bounded: five tiers of
 * forty floors, all of it in one block but for the windows that rise.
 */
export class Track implements Block {
  cells: DataView;
  base: number;
  plan: BlockPlan;
  /** The newest windows, where they rose, one behind the other; null while none does, as nearly always. */
  windows: readonly number[] | null = null;
  /** The newest window that passed every gate, until it is refuted. */
  held: WindowRow | null = null;

  constructor({ cells, base, plan }: Block) {
    this.cells = cells;
    this.base = base;
    this.plan = plan;
  }

  /** The newest value. */
  get last(): number {
    return this.cells.getFloat64(this.base + part.last, true);
  }

  /** The highest value of the life. */
  get peak(): number {
    return this.cells.getFloat64(this.base + part.peak, true);
  }

  /** Falls of 10 % so far. */
  get fallCount(): number {
    return this.cells.getInt32(this.base + part.fallCount, true);
  }

  /** The median time between two of them, in base widths; 0 while there is no rhythm. */
  get fallInterval(): number {
    return this.cells.getFloat32(this.base + part.fallInterval, true);
  }

  /** The finest first. */
  get tiers(): readonly FloorTier[] {
    return this.plan.tiers.map((_, index) => tierOf(this, index));
  }
}

const startUp = constants.startUpMs / constants.baseWidthMs;

/** A series without a sample. `withHighs`: whether anybody will ask for the highs behind its floors. */
export function newTrack(withHighs: boolean): Track {
  const track = new Track(newBlock(withHighs));
  const { cells, base } = track;
  clearTiers(track);
  for (const time of [part.startAt, part.peakBucket, part.fellAt]) {
    cells.setInt32(base + time, never, true);
  }
  return track;
}

/**
 * Takes in a value at a time in base widths, and the highest that stands behind it; answers how many tiers
 * closed a bucket. `step`: the usual time between two values.
 */
export function take(track: Track, at: number, value: number, high = value, step = 0): number {
  const { cells, base } = track;
  cells.setFloat64(base + part.last, value, true);
  notePeak(track, at, high);
  noteFall(track, at, value);
  if (cells.getInt32(base + part.startAt, true) === never) {
    cells.setInt32(base + part.startAt, at, true);
  }
  passed.at = at;
  passed.value = passed.middle = value;
  passed.high = high;
  return fill(track, 0, step);
}

/**
 * Hands what was passed to a tier, and what that closes to the next one. Where buckets hold one value each, nothing is
 * waited for: the value is judged when it is there, not when the next one is.
 */
function fill(track: Track, index: number, step: number): number {
  if (index === constants.tierCount) return index;
  const closed = push(track, index, passed) ? passOn(track, index, step) : index;
  if (step < holdsOne * tierOf(track, index).width) return closed;
  closeBucket(track, index, passed);
  return Math.max(closed, passOn(track, index, step));
}

/** What a process holds while it starts is no floor of hours. */
function passOn(track: Track, index: number, step: number): number {
  const startAt = track.cells.getInt32(track.base + part.startAt, true);
  return passed.at - startAt < startUp ? index + 1 : fill(track, index + 1, step);
}

/** A bucket holds one value where the next comes after so many of its widths. */
const holdsOne = 2;

/** What one tier hands to the next: filled anew for each, never handed out. */
const passed = { at: 0, value: 0, high: 0, middle: 0 };

/** Whether a window of the series rises, or is held. */
export function isRising({ held, windows }: Track): boolean {
  return held !== null || windows !== null;
}

/** The highest value of the last six to twelve base widths. */
export function recentPeak({ cells, base }: Track): number {
  return Math.max(
    cells.getFloat64(base + part.peakNow, true),
    cells.getFloat64(base + part.peakBefore, true),
  );
}

/** The newest floor: the median of the last three of the finest tier; the last value before there are any. */
export function newestFloor(track: Track): number {
  const tier = tierOf(track, 0);
  if (tier.count === 0) return track.last;
  if (tier.count < 3) return floorAt(tier, 0);
  return middleOfThree(floorAt(tier, 0), floorAt(tier, 1), floorAt(tier, 2));
}

function notePeak({ cells, base }: Track, at: number, value: number): void {
  if (value > cells.getFloat64(base + part.peak, true)) {
    cells.setFloat64(base + part.peak, value, true);
  }
  const now = cells.getFloat64(base + part.peakNow, true);
  const bucket = Math.floor(at / constants.tierFactor);
  if (bucket === cells.getInt32(base + part.peakBucket, true)) {
    if (value > now) cells.setFloat64(base + part.peakNow, value, true);
    return;
  }
  cells.setFloat64(base + part.peakBefore, now, true);
  cells.setFloat64(base + part.peakNow, value, true);
  cells.setInt32(base + part.peakBucket, bucket, true);
}
