import { day, hour, minute } from './case.ts';

/** One sample of one instance. */
export type Point = { readonly atMs: number; readonly value: number };

type Trend = { readonly slope: number; readonly lasts: number };

const bucket = 5 * minute;
const askedEvery = 6 * hour;

/**
 * Precog with the maximum filter, from what is published of it (detection.md 2.2; constants of
 * ansjin/memory_leak_detection): trends between change points, R² > 0.8, six hours and more, worse than
 * any that ended by itself in the first quarter, which serves for training. Needs a limit.
 *
 * @returns when it would speak, asked every six hours.
 */
export function precog(points: readonly Point[], limit: number | null): number[] {
  const smooth = rolled(resampled(points));
  if (limit === null || smooth.length < 48) return [];
  const trained = Math.floor(smooth.length / 4);
  const training = smooth.slice(0, trained);
  const known = trendsOf(training, limit);
  const highest = median(topTen(training));
  const found: number[] = [];
  let askedMs = Number.NEGATIVE_INFINITY;
  for (let end = trained; end < smooth.length; end++) {
    const { atMs, value } = smooth[end] as Point;
    if (atMs - askedMs < askedEvery) continue;
    askedMs = atMs;
    if (value < 0.4 * limit) continue;
    if (speaks(smooth.slice(0, end + 1), known, { limit, highest })) found.push(atMs);
  }
  return found;
}

type About = { readonly limit: number; readonly highest: number };

function speaks(
  seen: readonly Point[],
  known: readonly Trend[],
  { limit, highest }: About,
): boolean {
  const changes = [0, ...changePoints(seen)];
  const last = seen.slice(changes.at(-1) ?? 0);
  if (topTen(last).some((value) => value < 0.95 * limit && value < highest)) return false;
  const [slopest, longest] = [0, 0].map((_, i) =>
    Math.max(0, ...known.map(({ slope, lasts }) => (i === 0 ? slope : lasts))),
  ) as [number, number];
  for (const from of changes.toReversed()) {
    const trend = trendOf(seen.slice(from), limit);
    if (trend === null) continue;
    const worst = trend.slope >= slopest && trend.lasts >= longest;
    const worse = known.some(({ slope, lasts }) => trend.slope >= slope && trend.lasts >= lasts);
    if (worst || worse) return true;
  }
  return false;
}

/** Medians of five minutes each; empty ones are passed over. */
function resampled(points: readonly Point[]): Point[] {
  const values = Map.groupBy(points, ({ atMs }) => Math.floor(atMs / bucket));
  return [...values].map(([at, of]) => ({
    atMs: at * bucket,
    value: median(of.map(({ value }) => value)),
  }));
}

/** The median of the last hour. */
function rolled(points: readonly Point[]): Point[] {
  let from = 0;
  return points.map(({ atMs }, i) => {
    while ((points[from]?.atMs ?? atMs) <= atMs - hour) from++;
    return { atMs, value: median(points.slice(from, i + 1).map(({ value }) => value)) };
  });
}

/** Where |first difference| stands out (modified z > 3.5), six hours apart. */
function changePoints(points: readonly Point[]): number[] {
  const steps = points.map(({ value }, i) => Math.abs(value - (points[i - 1]?.value ?? value)));
  const middle = median(steps);
  const spread = median(steps.map((step) => Math.abs(step - middle)));
  if (spread === 0) return [];
  const found: number[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const [i, step] of steps.entries()) {
    const { atMs } = points[i] as Point;
    if ((0.6745 * (step - middle)) / spread <= 3.5 || atMs - lastMs < 6 * hour) continue;
    lastMs = atMs;
    found.push(i);
  }
  return found;
}

function trendsOf(points: readonly Point[], limit: number): Trend[] {
  const edges = [0, ...changePoints(points), points.length];
  return edges.flatMap((from, i) =>
    edges.slice(i + 1).flatMap((to) => trendOf(points.slice(from, to), limit) ?? []),
  );
}

/** Rising, straight, long enough, and full within a week; else null. */
function trendOf(points: readonly Point[], limit: number): Trend | null {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const lasts = last.atMs - first.atMs;
  if (lasts < 6 * hour) return null;
  const n = points.length;
  let [t, v, tt, tv, vv] = [0, 0, 0, 0, 0];
  for (const { atMs, value } of points) {
    const at = (atMs - first.atMs) / hour;
    [t, v, tt, tv, vv] = [t + at, v + value, tt + at * at, tv + at * value, vv + value * value];
  }
  const [stt, stv, svv] = [tt - (t * t) / n, tv - (t * v) / n, vv - (v * v) / n];
  if (stt <= 0 || svv <= 0 || stv <= 0 || stv ** 2 / (stt * svv) <= 0.8) return null;
  const slope = stv / stt;
  return ((limit - last.value) / slope) * hour <= 7 * day ? { slope, lasts } : null;
}

function topTen(points: readonly Point[]): number[] {
  return points
    .map(({ value }) => value)
    .toSorted((a, b) => b - a)
    .slice(0, 10);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
