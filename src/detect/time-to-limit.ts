import type { Interval } from '../model/verdict.ts';
import type { WindowFigures } from './window-figures.ts';

/** What a limit counts. */
export type Counted = {
  /** Its newest height. */
  readonly peak: number;
  /** Whether it is a used heap, which is collected once it is full. */
  readonly isHeap: boolean;
};

/** When the limit is reached, from now on, in base widths; the interval is one of 80 %. */
export type TimeToLimit = { readonly eta: number; readonly interval: Interval };

/**
 * (limit − peak) / (v · √(peak / floor)): of what stands above the floor garbage grows in proportion to it
 * and spikes and noise do not; the root is the middle way, which told truest on the training services. `peak` is the newest height of what the limit counts: the
 * working set where it is known. Where that is a used heap, garbage stands there up to the limit and goes when it is
 * reached: (0.95 limit − (peak + floor) / 2) / v. v is the slope; for a rise that gains speed, or that began within the
 * window, the slope between the means of its last two thirds: 2 q / (1 + q) of the whole, q late over early,
 * less what noise alone may have added to q.
 *
 * The interval is the slope's, widened by what the form of the curve and the distance leave open. `eta` is
 * without end where the floor does not grow for certain.
 */
export function timeToLimit(figures: WindowFigures, limit: number, counted: Counted): TimeToLimit {
  const { left, scale, above } = roomLeft(figures.end, limit, counted);
  const [low, high] = figures.slopeInterval;
  const speed = speedOf(figures);
  const eta = speed > 0 ? left / (speed * scale) : Number.MAX_VALUE;
  const { slope } = figures;
  const open = openIn(left, above);
  return {
    eta,
    interval: [
      eta / widened(high / slope, open),
      low > 0 ? eta * widened(slope / low, open) : Number.MAX_VALUE,
    ],
  };
}

/** How far it is from here to the limit, what stands above the floor on the way, and how much faster than it that grows. */
function roomLeft(floor: number, limit: number, { peak, isHeap }: Counted) {
  const above = Math.max(0, peak - floor);
  if (!isHeap) {
    const scale = floor > 0 ? Math.sqrt(Math.max(1, peak / floor)) : 1;
    return { left: Math.max(0, limit - peak), scale, above };
  }
  return {
    left: Math.max(0, fullHeap * limit - (peak + Math.min(peak, floor)) / 2),
    scale: 1,
    above,
  };
}

/** A heap whose live part leaves less than this is given up by its runtime: V8 and the JVM need room to collect in. */
const fullHeap = 0.95;

/** The speed at the end of the window. */
function speedOf({ slope, steadiness, steadinessError }: WindowFigures): number {
  const gain = Math.min(mostGain, Math.max(1, steadiness - steadinessError));
  return (slope * 2 * gain) / (1 + gain);
}

/** A tenfold gain is a bend. */
const mostGain = 10;

/** The distance's factor: what stands above the floor may be there twice when the limit is met, or not at all. */
function openIn(left: number, above: number): number {
  return left > 0 ? Math.log1p(Math.max(0, above) / left) : 0;
}

/** Three errors that know nothing of each other: the slope's factor, the distance's, and one for the form. */
function widened(factor: number, open: number): number {
  return Math.exp(Math.hypot(Math.log(Math.max(1, factor)), open, formSpread));
}

/** What the form leaves open, as a factor: chosen on the training services, where the interval then held in four of five. */
const formSpread = 0.35;
