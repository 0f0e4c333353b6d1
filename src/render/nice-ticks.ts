const kib = 1024;

/**
 * Round values from `low` to `high` for an axis, at most `most` of them, both ends covered as far as
 * round ones do: bytes in steps of 1, 2, 5, 10 … of a power of 1024 or a tenth of it, counts of a power of ten.
 */
export function niceTicks(
  low: number,
  high: number,
  most: number,
  unit: 'bytes' | 'count',
): number[] {
  const span = high - low;
  if (!(span > 0) || most < 1) return [];
  const step = stepFor(span / most, high, unit);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) * step);
}

function stepFor(least: number, high: number, unit: 'bytes' | 'count'): number {
  const power = unit === 'bytes' ? powerFor(least, high) : 1;
  const rest = least / power;
  const ten = 10 ** Math.floor(Math.log10(rest));
  const factor = [1, 2, 5, 10].find((one) => one * ten >= rest) ?? 10;
  // 1000 MiB is no round number of bytes, 1 GiB is.
  return unit === 'bytes' && factor * ten >= 1000 ? power * kib : power * factor * ten;
}

/** The unit of the axis' top, so that all of it is in one, unless its steps are too small for that: `0.5 GiB`, not `500 MiB`. */
function powerFor(least: number, high: number): number {
  const power = (bytes: number) => kib ** Math.floor(Math.log(Math.max(1, bytes)) / Math.log(kib));
  const ofTop = power(Math.abs(high));
  return least >= tenth * ofTop ? ofTop : power(least);
}

/** Labels have one decimal. */
const tenth = 0.1;
