import { median } from 'simple-statistics';
import { isNoLimit } from '../model/figure-names.ts';
import type { Reading } from '../model/reading.ts';
import { type Gist, gistOf } from './gist-of.ts';
import { isJudged, type SeriesName, seriesNames } from './series.ts';
import { placesOfSeries, seriesValues } from './series-values.ts';
import { newTrack, type Track, take } from './track.ts';

/** What is kept of one running process. Times in base widths, save those that end in `Ms`. */
export type Instance = {
  readonly name: string;
  lifeStartAtMs: number;
  /** When the life was first seen, which may be long after it started. */
  seenAtMs: number;
  /** What must be known of the newest reading when the next one comes. */
  last: Gist;
  /** A reading that looks like a new life, held back until the next one agrees. */
  doubtful: Reading | null;
  /** Consecutive readings that are older than the newest: a clock that was set back. */
  late: number;
  lateAtMs: number;
  limitBytes: number | null;
  /** Newest times between two readings, a ring; zeros before it is full. */
  steps: number[];
  stepCount: number;
  /** Their median; 0 before there are two readings. */
  step: number;
  readonly tracks: Partial<Record<SeriesName, Track>>;
  /** Requests each second, or those in flight: the traffic. */
  load: Track | null;
};

const stepsKept = 9;
const noSteps: readonly number[] = Array.from({ length: stepsKept }, () => 0);

/** A process that has just been seen for the first time. */
export function newInstance(reading: Reading): Instance {
  return {
    name: reading.instance,
    lifeStartAtMs: startOf(reading),
    seenAtMs: reading.atMs,
    last: gistOf(reading),
    doubtful: null,
    late: 0,
    lateAtMs: 0,
    limitBytes: limitOf(reading),
    steps: [...noSteps],
    stepCount: 0,
    step: 0,
    tracks: {},
    load: null,
  };
}

/** Takes a reading's figures in; calls back for each series that closed a bucket of how many tiers. */
export function takeReading(
  instance: Instance,
  reading: Reading,
  at: number,
  closed: (name: SeriesName, track: Track, tiers: number) => void,
): void {
  instance.limitBytes = limitOf(reading) ?? instance.limitBytes;
  const values = seriesValues(reading);
  for (let i = 0; i < seriesNames.length; i++) {
    const value = values[placesOfSeries[i] as number] as number;
    if (!Number.isFinite(value)) continue;
    const name = seriesNames[i] as SeriesName;
    let track = instance.tracks[name];
    if (track === undefined) {
      track = newTrack(isJudged(name));
      instance.tracks[name] = track;
    }
    const tiers = take(track, at, value);
    if (tiers > 0) closed(name, track, tiers);
  }
  takeLoad(instance, reading, at);
  instance.last = gistOf(reading, instance.last);
}

/** Notes the time since the reading before, in base widths. */
export function noteStep(instance: Instance, step: number): void {
  instance.steps[instance.stepCount % stepsKept] = step;
  instance.stepCount++;
  // A series' step hardly changes: the median is found anew once for each round of the ring.
  const known = instance.stepCount > stepsKept && instance.stepCount % stepsKept !== 0;
  if (known) return;
  instance.step = median(instance.steps.slice(0, instance.stepCount));
}

function startOf(reading: Reading): number {
  const { startAtMs, atMs } = reading;
  // A start in the future is a clock that differs.
  return startAtMs !== undefined && startAtMs <= atMs ? startAtMs : atMs;
}

/** The kernel's limit; without one the runtime's own, which it does not exceed either. */
function limitOf({ limitBytes, figures }: Reading): number | null {
  const limit = limitBytes ?? figures.goMemoryLimit;
  return limit === undefined || isNoLimit(limit) ? null : limit;
}

function takeLoad(instance: Instance, reading: Reading, at: number): void {
  const value = trafficOf(instance.last, reading);
  if (!Number.isFinite(value)) return;
  instance.load ??= newTrack(false);
  take(instance.load, at, value);
}

function trafficOf(last: Reading, { atMs, figures }: Reading): number {
  const before = last.figures.requestsTotal;
  if (figures.requestsTotal === undefined || before === undefined) {
    return figures.inFlight ?? Number.NaN;
  }
  const tookMs = atMs - last.atMs;
  const requests = figures.requestsTotal - before;
  return tookMs > 0 && requests >= 0 ? (1000 * requests) / tookMs : Number.NaN;
}
