import { median, sampleVariance } from 'simple-statistics';
import type { Interval } from '../model/verdict.ts';
import { constants } from './constants.ts';
import type { LifeRecord } from './life-record.ts';
import type { WindowFigures } from './window-figures.ts';

/** Two or more ramps that ended in a kill or a restart. Times in milliseconds. */
export type Sawtooth = {
  readonly teeth: readonly LifeRecord[];
  /** Median length of the lives. */
  readonly periodMs: number;
  /** How long the next one may last, 80 %. */
  readonly periodInterval: Interval;
  /** The newest tooth: its series is the one to look at now. */
  readonly newest: LifeRecord;
  readonly lastEndAtMs: number;
};

/**
 *   peak    ╱│  ╱│  ╱│      each ramp a real one: it grows to its end;
 *         ╱  │╱  │╱  │╱     each cliff the end of a life, not a collection
 *
 * null when fewer than two of the newest lives are teeth, and fewer than three are nearly so.
 */
export function sawtooth(
  records: readonly LifeRecord[],
  nowMs: number,
  timeScale: number,
): Sawtooth | null {
  const since = nowMs - togetherMs(records, timeScale);
  const recent = records.filter(({ life }) => (life.endAtMs ?? nowMs) >= since);
  const sure = recent.filter(isTooth);
  const teeth = sure.length < 2 ? alike(recent) : sure;
  // Most deaths without a ramp before them: crashes, and a ramp or two by chance.
  const newest = teeth.at(-1);
  if (newest === undefined || teeth.length < 2 || teeth.length * 2 < recent.length) return null;
  const lengths = teeth.map(({ life }) => (life.endAtMs ?? nowMs) - life.startAtMs);
  const lastEndAtMs = Math.max(...teeth.map(({ life }) => life.endAtMs ?? 0));
  const periodMs = median(lengths);
  return { teeth, newest, periodMs, periodInterval: nextLength(lengths, periodMs), lastEndAtMs };
}

/** How long ago a tooth may have ended: a week, or two and a half times the shorter of the two newest lives. */
function togetherMs(records: readonly LifeRecord[], timeScale: number): number {
  const newest = records.slice(-2).map(({ life }) => (life.endAtMs ?? 0) - life.startAtMs);
  return Math.max(constants.sawtoothMs / timeScale, 2.5 * Math.min(...newest));
}

/** 0.9 quantiles of Student's t for 1 to 9 degrees of freedom; above, the normal's is near enough. */
const t80 = [3.08, 1.89, 1.64, 1.53, 1.48, 1.44, 1.41, 1.4, 1.38];

/** The 80 % prediction interval of one more length, normal in its logarithm: median · e^(± t s √(1 + 1/n)). */
function nextLength(lengths: readonly number[], typical: number): Interval {
  const n = lengths.length;
  const variance = sampleVariance(lengths.map((length) => Math.log(Math.max(1, length))));
  const spread = Math.exp((t80[n - 2] ?? 1.29) * Math.sqrt(variance * (1 + 1 / n)));
  return [typical / spread, typical * spread];
}

/**
 * A ramp that had not levelled off when the life was cut: of the whole life, or the newer part of it that alarmed.
 * Where nothing but the restart is known, the ramp must be as straight as one that alarms and must have doubled the
 * memory: a service that warms up and is restarted each night is none.
 */
function isTooth(record: LifeRecord): boolean {
  const { life, ramp, alarmed } = record;
  if (ramp === null || life.cause === 'deploy') return false;
  if (alarmed === true && !life.inferred) return true;
  if (wasKilled(record)) return ramp.steadiness >= stillRising(record) && isWorth(record, ramp);
  const doubled = ramp.end - ramp.start >= constants.growthWithoutLimit.cold * ramp.start;
  return rose(record) && doubled && ramp.steadiness >= constants.steadiness.toothWithoutCause;
}

/**
 * The lives that rose by half, where there are enough and, at the median, they had not levelled off: what one life alone
 * may be by chance, three in a row are not.
 */
function alike(recent: readonly LifeRecord[]): readonly LifeRecord[] {
  const risen = recent.filter((record) => rose(record) && isWorth(record, record.ramp));
  if (risen.length < constants.alikeTeeth) return [];
  const steady = median(risen.map(({ ramp }) => ramp?.steadiness ?? 0));
  return steady >= constants.steadiness.toothWithoutCause ? risen : [];
}

/** Whether a life surely rose, and something else than a fall of its value tells its end: that may be a collection. */
function rose({ life, ramp }: LifeRecord): boolean {
  if (ramp === null || life.inferred || life.cause === 'deploy') return false;
  const { significance, monotony } = constants;
  return ramp.z >= significance.lifeWindow && ramp.tau >= monotony.tooth;
}

/** Whether a life ended because its limit was reached, for all that is known. */
export function endedAtLimit({ life, limit, atLimit }: LifeRecord): boolean {
  return atLimit || (limit !== null && life.cause === 'oom');
}

/** Where only the height speaks of a kill, what has levelled off up there may stay. */
function stillRising({ guessed }: LifeRecord): number {
  return guessed ? constants.steadiness.toothWithoutCause : constants.steadiness.tooth;
}

function wasKilled({ life, guessed, atLimit }: LifeRecord): boolean {
  return atLimit || (!guessed && (life.cause === 'oom' || life.cause === 'crash'));
}

function isWorth({ limit }: LifeRecord, ramp: WindowFigures | null): boolean {
  if (ramp === null) return false;
  const rise = ramp.end - ramp.start;
  return rise >= ramp.start / 2 || (limit !== null && rise >= constants.toothOfLimit * limit);
}
