import { type Signal, unitOf } from '../model/signal.ts';
import { formatBytes } from './format-bytes.ts';
import { formatCount } from './format-count.ts';
import { formatRate, type RatePeriod, ratePeriod } from './format-rate.ts';

/** A signal's value in its own unit; a bare `value` has none and stays a number. */
export function formatValue(value: number, signal: Signal | 'value'): string {
  return unitOfSeries(signal) === 'bytes' ? formatBytes(value) : formatCount(value);
}

/** A signal's growth (per second) in its own unit: `+1.2 MiB/s`, `+12/min`. */
export function formatGrowth(
  perSecond: number,
  signal: Signal | 'value',
  period?: RatePeriod,
): string {
  return formatRate(perSecond, unitOfSeries(signal), period);
}

/** The shortest period in which a signal's growth amounts to something. */
export function growthPeriod(perSecond: number, signal: Signal | 'value'): RatePeriod {
  return ratePeriod(perSecond, unitOfSeries(signal));
}

/** As `unitOf`, for a bare `value` too, of which nothing is known but its number. */
function unitOfSeries(signal: Signal | 'value'): 'bytes' | 'count' {
  return signal === 'value' ? 'count' : unitOf(signal);
}
