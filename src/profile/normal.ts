/**
 * The chance that a standard normal value exceeds z, by the continued fraction and series of
 * Abramowitz & Stegun 26.2.10 and 26.2.14; relative error below 1e-9 for 0 ≤ |z| ≤ 30.
 */
export function upperTail(z: number): number {
  if (z < 0) return 1 - upperTail(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z > 3) {
    let fraction = 0;
    for (let k = 60; k >= 1; k--) fraction = k / (z + fraction);
    return density / (z + fraction);
  }
  let term = z;
  let series = z;
  for (let k = 1; k < 60; k++) {
    term *= (z * z) / (2 * k + 1);
    series += term;
  }
  return 0.5 - density * series;
}

/** Of so many chances the z is kept: of 30,000 sites all ask for the same few. */
const mostKept = 64;
const kept = new Map<number, number>();

/** The z that a standard normal value exceeds with the chance `tail` (0 < tail ≤ 0.5), by bisection. */
export function upperQuantile(tail: number): number {
  const known = kept.get(tail);
  if (known !== undefined) return known;
  if (kept.size >= mostKept) kept.clear();
  const z = bisected(tail);
  kept.set(tail, z);
  return z;
}

function bisected(tail: number): number {
  let low = 0;
  let high = 38;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (upperTail(middle) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
