/**
 * `%.2f` of Go: the nearest decimal, an exact tie to the even digit. JavaScript's toFixed rounds ties
 * up; only odd eighths are ties at two digits (x·200 an odd integer, and a double is a binary fraction).
 */
export function goFixed2(value: number): string {
  if (value < 0 || Object.is(value, -0)) return `-${goFixed2(-value)}`;
  // From 1e21 on toFixed writes an exponent; such a number has no fraction.
  if (value >= 1e21) return `${BigInt(value)}.00`;
  const tied = tiedDigits.get(value % 1);
  return tied === undefined ? value.toFixed(2) : `${Math.floor(value)}.${tied}`;
}

/** The odd eighths, rounded to the even digit. */
const tiedDigits = new Map([
  [0.125, '12'],
  [0.375, '38'],
  [0.625, '62'],
  [0.875, '88'],
]);

/** The exact ties of two significant digits below 1, and what ties-to-even makes of them. */
const ties = new Map([
  [0.125, '0.12'],
  [0.625, '0.62'],
  [0.0625, '0.062'],
]);

/** `%.2g` of Go for a number from 0 to below 1: two significant digits, `3.8e-08` below 1e-4. */
export function goGeneral2(value: number): string {
  if (value === 0) return '0';
  const tie = ties.get(value);
  if (tie !== undefined) return tie;
  const rounded = Number(value.toPrecision(2));
  if (rounded >= 1e-4) return String(rounded);
  const [digits = '', exponent = ''] = rounded.toExponential().split('e');
  return `${digits}e-${exponent.slice(1).padStart(2, '0')}`;
}

/** Division of Go's integers: towards zero, exact for all integers that a double holds. */
export function goDivide(value: number, by: number): number {
  return (value - (value % by)) / by;
}
