import type { Figures, Reading } from '../../src/model/reading.ts';
import { type Dice, normal } from './dice.ts';

/** A recording as it might as well have come: the readings, and when in the original it was what happens at a time in it. */
export type Altered = {
  readonly readings: readonly Reading[];
  readonly originalOf: (atMs: number) => number;
};

/**
 * The same recording with what chance decides drawn anew: it begins up to a tenth later (of what came before a leak up to
 * a third is lost), up to 15 % of the samples are missing, time runs at 0.8 to 1.25 of its pace, all of it stands up
 * to 15 % of its median higher or lower, and a part of its own noise is added. A verdict that hangs on where a bucket
 * begins, or on a gate that was just passed, does not survive all of this.
 */
export function altered(readings: readonly Reading[], onsetMs: number | null, dice: Dice): Altered {
  const [fromMs, toMs] = [readings[0]?.atMs ?? 0, readings.at(-1)?.atMs ?? 0];
  const tenthMs = (toMs - fromMs) / 10;
  const mostMs = onsetMs === null ? tenthMs : Math.min(tenthMs, (onsetMs - fromMs) / 3);
  const beginMs = fromMs + dice.between(0, Math.max(0, mostMs));
  const [missing, pace] = [dice.between(0, 0.15), dice.around(0.8, 1.25)];
  const values = readings.map(bareValue);
  const lift = dice.between(-0.15, 0.15) * quantile(values, 0.5);
  const noise = dice.between(0, 0.3) * noiseOf(values);
  const kept = readings.filter(({ atMs }) => atMs >= beginMs && !dice.chance(missing));
  const next = () => dice.between(0, 1);
  return {
    readings: kept.map((reading) => ({
      ...reading,
      atMs: Math.round(fromMs + (reading.atMs - fromMs) * pace),
      figures: moved(reading.figures, () => lift + noise * normal(next)),
    })),
    originalOf: (atMs) => fromMs + (atMs - fromMs) / pace,
  };
}

/** Bare series hold one figure. */
function bareValue({ figures }: Reading): number {
  return figures.value ?? Number.NaN;
}

function moved({ value, ...others }: Figures, by: () => number): Figures {
  return value === undefined ? others : { ...others, value: Math.max(0, value + by()) };
}

/** The standard deviation of what neighbours do not share, from second differences; a median, so that steps do not count. */
function noiseOf(values: readonly number[]): number {
  const bends = values.map((value, i) =>
    Math.abs(value - 2 * (values[i - 1] ?? Number.NaN) + (values[i - 2] ?? Number.NaN)),
  );
  return (1.4826 * quantile(bends, 0.5)) / Math.sqrt(6);
}

function quantile(values: readonly number[], at: number): number {
  const sorted = values.filter(Number.isFinite).toSorted((a, b) => a - b);
  return sorted[Math.floor(at * sorted.length)] ?? 0;
}
