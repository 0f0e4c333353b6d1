import { median } from 'simple-statistics';
import { constants } from './constants.ts';
import { type FloorTier, floorAt, highAt, newTier, push, timeAt } from './floor-tier.ts';
import { middleOfThree } from './middle-of-three.ts';
import type { WindowFigures } from './window-figures.ts';

/**
 * One series of one life: its floors over tiers, its peaks, how often it falls. Bounded: five tiers of
 * forty floors, and no tier before its first floor came.
 */
export type Track = {
  readonly tiers: FloorTier[];
  /** The newest window of each tier that rose; null where none did. */
  readonly windows: (WindowFigures | null)[];
  /** The newest window that passed every gate, until it is refuted. */
  held: WindowFigures | null;
  /** The first sample's time. */
  startAt: number;
  last: number;
  /** The highest value of the life; and of this and the previous bucket of the second tier. */
  peak: number;
  peakBucket: number;
  peakNow: number;
  peakBefore: number;
  /** For the falls of 10 %: the top since the last one, its time, the newest intervals (a ring). */
  top: number;
  fellAt: number;
  readonly falls: number[];
  fallCount: number;
  /** Their median; 0 while there is no rhythm in them. */
  fallInterval: number;
};

const never = Number.MIN_SAFE_INTEGER;
const fallsKept = 8;
/** Half-hours and more hide their highs in their floors: a day's peak is no floor of three hours. */
const firstWithHighs = 2;
const startUp = constants.startUpMs / constants.baseWidthMs;

/** A series without a sample. */
export function newTrack(): Track {
  return {
    tiers: [newTier(1)],
    windows: [],
    held: null,
    startAt: never,
    last: 0,
    peak: 0,
    peakBucket: Number.MIN_SAFE_INTEGER,
    peakNow: 0,
    peakBefore: 0,
    top: 0,
    fellAt: never,
    falls: [],
    fallCount: 0,
    fallInterval: 0,
  };
}

/** Takes in a value at a time in base widths; answers how many tiers closed a bucket. */
export function take(track: Track, at: number, value: number): number {
  track.last = value;
  notePeak(track, at, value);
  noteFall(track, at, value);
  let closed = 0;
  let floor = value;
  let time = at;
  let high = value;
  if (track.startAt === never) track.startAt = at;
  for (let index = 0; index < constants.tierCount; index++) {
    const tier = tierAt(track, index);
    if (!push(tier, time, floor, high)) break;
    closed++;
    floor = floorAt(tier, 0);
    high = highAt(tier, 0);
    time = timeAt(tier, 0);
    // What a process holds while it starts is no floor of hours.
    if (time - track.startAt < startUp) break;
  }
  return closed;
}

/** The highest value of the last six to twelve base widths. */
export function recentPeak(track: Track): number {
  return Math.max(track.peakNow, track.peakBefore);
}

/** The newest floor: the median of the last three of the finest tier; the last value before there are any. */
export function newestFloor(track: Track): number {
  const tier = track.tiers[0];
  if (tier === undefined || tier.count === 0) return track.last;
  if (tier.count < 3) return floorAt(tier, 0);
  return middleOfThree(floorAt(tier, 0), floorAt(tier, 1), floorAt(tier, 2));
}

function tierAt(track: Track, index: number): FloorTier {
  let tier = track.tiers[index];
  if (tier === undefined) {
    tier = newTier(constants.tierFactor ** index, index >= firstWithHighs);
    track.tiers[index] = tier;
  }
  return tier;
}

function notePeak(track: Track, at: number, value: number): void {
  if (value > track.peak) track.peak = value;
  const bucket = Math.floor(at / constants.tierFactor);
  if (bucket === track.peakBucket) {
    if (value > track.peakNow) track.peakNow = value;
    return;
  }
  track.peakBefore = track.peakNow;
  track.peakNow = value;
  track.peakBucket = bucket;
}

/** A fall is counted once: the top starts anew below it. */
function noteFall(track: Track, at: number, value: number): void {
  if (value >= track.top) {
    track.top = value;
    return;
  }
  if (value >= track.top * (1 - constants.collectionFall)) return;
  if (track.fellAt !== never) {
    track.falls[track.fallCount % fallsKept] = at - track.fellAt;
    track.fallCount++;
    if (track.fallCount <= fallsKept || track.fallCount % fallsKept === 0) {
      track.fallInterval = rhythm(track.falls);
    }
  }
  track.fellAt = at;
  track.top = value;
}

function rhythm(falls: readonly number[]): number {
  return falls.length < constants.collectionCount ? 0 : median(falls);
}
