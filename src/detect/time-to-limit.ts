import type { Interval } from '../model/verdict.ts';
import type { WindowFigures } from './window-figures.ts';

/** When the limit is reached, from now on, in base widths; the interval is one of 80 %. */
export type TimeToLimit = { readonly eta: number; readonly interval: Interval };

/**
 * (limit − peak) / (slope · peak / floor): what the limit counts grows along with the floor, in the
 * proportion in which it stands above it. `peak` is the newest height of what the limit
 * counts: the working set where it is known. null while the floor does not grow for certain.
 */
export function timeToLimit(figures: WindowFigures, limit: number, peak: number): TimeToLimit {
  const left = Math.max(0, limit - peak);
  const scale = figures.end > 0 ? Math.max(1, peak / figures.end) : 1;
  const [low, high] = figures.slopeInterval;
  const after = (slope: number) => (slope > 0 ? left / (slope * scale) : Number.MAX_VALUE);
  return { eta: after(figures.slope), interval: [after(high), after(low)] };
}
