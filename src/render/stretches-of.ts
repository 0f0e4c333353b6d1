/** A gap of so many usual steps is one in the picture too. */
const gapSteps = 6;

/** Points (oldest first, ms since 1970) without an end of a life and without a gap between them. */
export function stretchesOf<Point extends { readonly atMs: number }>(
  points: readonly Point[],
  endsMs: readonly number[],
): Point[][] {
  const steps = points.slice(1).map(({ atMs }, i) => atMs - (points[i]?.atMs ?? atMs));
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  const stretches: Point[][] = [];
  for (const point of points) {
    const last = stretches.at(-1)?.at(-1);
    const isCut =
      last === undefined ||
      point.atMs - last.atMs > gapSteps * usual ||
      endsMs.some((atMs) => atMs >= last.atMs && atMs < point.atMs);
    if (isCut) stretches.push([point]);
    else stretches.at(-1)?.push(point);
  }
  return stretches;
}
