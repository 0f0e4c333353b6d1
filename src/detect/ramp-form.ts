import { constants } from './constants.ts';
import { lineOverSteps } from './line-over-steps.ts';
import { overWalk } from './over-walk.ts';

/** How a rise is spread over its window. */
export type RampForm = {
  /** Share of the steps between block means that go up, 0 to 1. */
  readonly rising: number;
  /** The largest step's part of the sum of those that go up, 0 to 1. */
  readonly largest: number;
  /** Slope from the middle to the last third over that from the first to the middle: 1 is a straight line. */
  readonly steadiness: number;
  /** Standard error of that ratio, by the noise from floor to floor. */
  readonly steadinessError: number;
  /** Where a rise that slows down this way would end; null when it does not slow down. */
  readonly plateau: number | null;
  /** Residual of a straight line over that of two steps: above 1 the steps say more. */
  readonly lineOverSteps: number;
  /** How far its mean step stands above what a walk without aim brings, in standard errors. */
  readonly overWalk: number;
};

/**
 * Evenness and saturation of a window.
 *
 *   leak   ╱    warm-up  ╭──    step   ┌──
 *        ╱             ╱              │
 *      ╱              │            ───┘
 *   steady 1        steady → 0     largest 1
 *
 * Means, not medians, of blocks and thirds: a staircase's treads then weigh as much as they last.
 */
export function rampForm(times: Float64Array, values: Float64Array): RampForm {
  return {
    ...evenness(values),
    ...saturation(times, values),
    lineOverSteps: lineOverSteps(times, values),
    overWalk: overWalk(values),
  };
}

function evenness(values: Float64Array): Pick<RampForm, 'rising' | 'largest'> {
  const { count } = constants.blocks;
  const even = steps(values, 0);
  // A step in the middle of a block is shared between two: blocks moved by half show it whole.
  const moved = steps(values, 0.5);
  return { rising: even.up / (count - 1), largest: Math.max(even.largest, moved.largest) };
}

/** The steps between the means of blocks that start `offset` of a block late. */
function steps(values: Float64Array, offset: number): { up: number; largest: number } {
  const { count } = constants.blocks;
  const edge = (block: number) => (block + offset) / count;
  let before = meanOf(values, edge(0), edge(1));
  let up = 0;
  let sum = 0;
  let largest = 0;
  for (let block = 1; block + 1 + offset <= count; block++) {
    const mean = meanOf(values, edge(block), edge(block + 1));
    const rise = mean - before;
    before = mean;
    if (rise <= 0) continue;
    up++;
    sum += rise;
    largest = Math.max(largest, rise);
  }
  // The moved blocks miss half a block at each end, one step's worth of a straight line.
  const whole = offset === 0 ? sum : (sum * (count - 1)) / (count - 2);
  return { up, largest: whole === 0 ? 1 : largest / whole };
}

/**
 * With an exponential 1 − exp(−t/T) the thirds' means rise by a factor q each, q = exp(−W/3T): the
 * remaining rise is a geometric series, so it ends at m3 + (m3 − m2) q/(1 − q).
 */
function saturation(
  times: Float64Array,
  values: Float64Array,
): Pick<RampForm, 'steadiness' | 'steadinessError' | 'plateau'> {
  const [v1, v2, v3] = thirds(values);
  const [t1, t2, t3] = thirds(times);
  const early = (v2 - v1) / (t2 - t1);
  const late = (v3 - v2) / (t3 - t2);
  if (!(early > 0)) {
    return { steadiness: late > 0 ? Number.MAX_VALUE : 0, steadinessError: 0, plateau: null };
  }
  const steadiness = late / early;
  const steadinessError = errorOf(steadiness, values) / (early * (t2 - t1));
  if (steadiness >= 1) return { steadiness, steadinessError, plateau: null };
  const q = Math.max(0, steadiness);
  const plateau = v3 + Math.max(0, v3 - v2) * (q / (1 - q));
  return { steadiness, steadinessError, plateau };
}

/**
 * Standard error of m3 − m2 − r (m2 − m1) = m3 − (1 + r) m2 + r m1, whose parts are means of n / 3 floors.
 * The noise of one floor is that of second differences, which a line and a gentle bend do not add to:
 * their variance is six times it.
 */
function errorOf(r: number, values: Float64Array): number {
  let squares = 0;
  for (let i = 1; i + 1 < values.length; i++) {
    const bend = (values[i - 1] ?? 0) - 2 * (values[i] ?? 0) + (values[i + 1] ?? 0);
    squares += bend * bend;
  }
  const noise = Math.sqrt(squares / (6 * (values.length - 2)));
  return noise * Math.sqrt((3 / values.length) * (1 + (1 + r) ** 2 + r ** 2));
}

function thirds(values: Float64Array): [number, number, number] {
  return [meanOf(values, 0, 1 / 3), meanOf(values, 1 / 3, 2 / 3), meanOf(values, 2 / 3, 1)];
}

/** Mean of the values between two shares of the window; at least one value. */
function meanOf(values: Float64Array, from: number, to: number): number {
  const start = Math.round(from * values.length);
  const end = Math.max(start + 1, Math.round(to * values.length));
  let sum = 0;
  for (let i = start; i < end; i++) sum += values[i] ?? 0;
  return sum / (end - start);
}
