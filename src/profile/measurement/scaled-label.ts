import { goFixed2 } from './go-number.ts';
import { scale } from './scale.ts';

/** `12.50MB`, `3`, `0`: a value in another unit, as pprof writes it (internal/measurement ScaledLabel). */
export function scaledLabel(value: number, from: string, to: string): string {
  const scaled = scale(value, from, to);
  const digits = goFixed2(scaled.value);
  const short = digits.endsWith('.00') ? digits.slice(0, -3) : digits;
  return short === '0' || short === '-0' ? '0' : short + scaled.unit;
}
