import { goFixed2, goGeneral2 } from './go-number.ts';

/**
 * The share of `value` in `total` without its sign, in six places as pprof writes it
 * (internal/measurement Percentage): `74.91%`, `  100%`, ` 0.5%`, `3.8e-08%`.
 */
export function percentage(value: number, total: number): string {
  const ratio = total === 0 ? 0 : Math.abs(value / total) * 100;
  if (ratio >= 99.95 && ratio <= 100.05) return '  100%';
  const digits = ratio >= 1 ? goFixed2(ratio) : goGeneral2(ratio);
  return `${digits.padStart(5)}%`;
}
