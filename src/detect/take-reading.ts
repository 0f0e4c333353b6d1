import { isNoLimit } from '../model/figure-names.ts';
import type { Reading } from '../model/reading.ts';
import { newCollections, noteCollection } from './collections.ts';
import { Instance, isLong, lengthen, noteTold, putNumber, toldIn } from './instance.ts';
import { instancePart as part } from './instance-part.ts';
import { isJudged, type SeriesName, seriesNames } from './series.ts';
import { seriesValues } from './series-values.ts';
import { newTrack, type Track, take } from './track.ts';

/** A process that has just been seen for the first time. */
export function newInstance(reading: Reading): Instance {
  const instance = new Instance(reading.instance);
  putNumber(instance, part.lifeStartAtMs, startOf(reading));
  putNumber(instance, part.seenAtMs, reading.atMs);
  putNumber(instance, part.limitBytes, limitOf(reading) ?? Number.NaN);
  noteNewest(instance, reading);
  return instance;
}

/** What is called for a series of an instance that closed a bucket of so many tiers. */
type Closed<Self> = (
  this: Self,
  instance: Instance,
  name: SeriesName,
  track: Track,
  tiers: number,
) => void;

/** Takes a reading's figures in; calls a method of `self` for each series that closed buckets. */
export function takeReading<Self>(
  instance: Instance,
  reading: Reading,
  at: number,
  closed: Closed<Self>,
  self: Self,
): void {
  const limit = limitOf(reading);
  if (limit !== null) putNumber(instance, part.limitBytes, limit);
  const values = seriesValues(reading);
  const { peakBytes: peak = Number.NEGATIVE_INFINITY } = reading;
  // What the limit counts: the cgroup's working set, without a cgroup what is resident.
  const limited = reading.figures.workingSet === undefined ? 'rss' : 'workingSet';
  for (let i = 0; i < seriesNames.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    const name = seriesNames[i] as SeriesName;
    const track = trackOf(instance, name);
    if (name === 'heapUsed') {
      instance.collections ??= newCollections();
      noteCollection(instance.collections, at, value);
    }
    const high = name === limited ? Math.max(value, peak) : value;
    const tiers = take(track, at, value, high, instance.step);
    if (tiers > 0) closed.call(self, instance, name, track, tiers);
  }
  takeLoad(instance, reading, at);
  noteNewest(instance, reading);
}

function trackOf({ tracks }: Instance, name: SeriesName): Track {
  let track = tracks[name];
  if (track === undefined) {
    track = newTrack(isJudged(name));
    tracks[name] = track;
  }
  return track;
}

/** What must be known of a reading when the next one comes. */
function noteNewest(instance: Instance, reading: Reading): void {
  putNumber(instance, part.lastAtMs, reading.atMs);
  putNumber(instance, part.startAtMs, reading.startAtMs ?? Number.NaN);
  noteCounters(instance, reading);
  noteTold(instance, reading);
}

function noteCounters(instance: Instance, { restarts, figures }: Reading): void {
  const { cpuSeconds, allocTotal, gcCount, requestsTotal } = figures;
  if (!isLong(instance)) {
    const told = restarts ?? cpuSeconds ?? allocTotal ?? gcCount ?? requestsTotal;
    if (told === undefined) return;
    lengthen(instance);
  }
  putNumber(instance, part.restarts, restarts ?? Number.NaN);
  putNumber(instance, part.cpuSeconds, cpuSeconds ?? Number.NaN);
  putNumber(instance, part.allocTotal, allocTotal ?? Number.NaN);
  putNumber(instance, part.gcCount, gcCount ?? Number.NaN);
  putNumber(instance, part.requestsTotal, requestsTotal ?? Number.NaN);
}

function startOf({ startAtMs, atMs }: Reading): number {
  // A start in the future is a clock that differs.
  return startAtMs !== undefined && startAtMs <= atMs ? startAtMs : atMs;
}

/** The kernel's limit; without one the runtime's own, which it does not exceed either. */
function limitOf({ limitBytes, figures }: Reading): number | null {
  const limit = limitBytes ?? figures.goMemoryLimit;
  return limit === undefined || isNoLimit(limit) ? null : limit;
}

function takeLoad(instance: Instance, reading: Reading, at: number): void {
  const value = trafficOf(instance, reading);
  if (!Number.isFinite(value)) return;
  instance.load ??= newTrack(false);
  take(instance.load, at, value, value, instance.step);
}

function trafficOf(instance: Instance, { atMs, figures }: Reading): number {
  const before = toldIn(instance, part.requestsTotal);
  if (figures.requestsTotal === undefined || Number.isNaN(before)) {
    return figures.inFlight ?? Number.NaN;
  }
  const tookMs = atMs - instance.lastAtMs;
  const requests = figures.requestsTotal - before;
  return tookMs > 0 && requests >= 0 ? (1000 * requests) / tookMs : Number.NaN;
}
