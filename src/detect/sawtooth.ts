import { constants } from './constants.ts';
import type { LifeRecord } from './life-record.ts';
import type { WindowFigures } from './window-figures.ts';

/** Two or more ramps that ended in a kill or a restart. Times in milliseconds. */
export type Sawtooth = {
  readonly teeth: readonly LifeRecord[];
  /** Median length of the lives. */
  readonly periodMs: number;
  readonly lastEndAtMs: number;
};

/**
 *   peak    ╱│  ╱│  ╱│      each ramp a real one: it grows to its end;
 *         ╱  │╱  │╱  │╱     each cliff the end of a life, not a collection
 *
 * null when fewer than two of the newest lives are teeth (FLOOR 12).
 */
export function sawtooth(
  records: readonly LifeRecord[],
  nowMs: number,
  timeScale: number,
): Sawtooth | null {
  const since = nowMs - constants.sawtoothMs / timeScale;
  const recent = records.filter(({ life }) => (life.endAtMs ?? nowMs) >= since);
  const teeth = recent.filter(isTooth);
  // Most deaths without a ramp before them: crashes, and a ramp or two by chance.
  if (teeth.length < 2 || teeth.length * 2 < recent.length) return null;
  const lengths = teeth.map(({ life }) => (life.endAtMs ?? nowMs) - life.startAtMs);
  const lastEndAtMs = Math.max(...teeth.map(({ life }) => life.endAtMs ?? 0));
  return { teeth, periodMs: median(lengths), lastEndAtMs };
}

/**
 * A ramp over the whole life that had not levelled off when it was cut. Where nothing but the restart
 * is known, the ramp must be as straight as one that alarms and must have doubled the memory: a
 * service that warms up and is restarted each night is none.
 */
export function isTooth(record: LifeRecord): boolean {
  const { life, ramp } = record;
  if (ramp === null || life.cause === 'deploy') return false;
  if (ramp.z < constants.significance.lifeWindow || ramp.tau < constants.monotony.tooth)
    return false;
  if (wasKilled(record))
    return ramp.steadiness >= constants.steadiness.tooth && isWorth(record, ramp);
  // A mere fall of a bare value may be a collection as well.
  const doubled = ramp.end - ramp.start >= constants.growthWithoutLimit.cold * ramp.start;
  return !life.inferred && doubled && ramp.steadiness >= constants.steadiness.toothWithoutCause;
}

function wasKilled({ life, limit, guessed }: LifeRecord): boolean {
  if (limit !== null && life.peakValue >= constants.nearLimit * limit) return true;
  return !guessed && (life.cause === 'oom' || life.cause === 'crash');
}

function isWorth({ limit }: LifeRecord, ramp: WindowFigures): boolean {
  const rise = ramp.end - ramp.start;
  return rise >= ramp.start / 2 || (limit !== null && rise >= constants.toothOfLimit * limit);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? 0)) / 2;
}
