import { mean, median, sampleStandardDeviation } from 'simple-statistics';
import { constants } from './constants.ts';
import type { LifeRecord } from './life-record.ts';

/** A leak that deploys cut before it could show: growth each day, per life. */
export type Stitched = {
  readonly lives: readonly LifeRecord[];
  /** In the series' unit. */
  readonly dailyGrowth: number;
};

const day = 86_400_000 / constants.baseWidthMs;

/**
 *   ╱│╱│╱│╱│╱│   never near the limit, and never long enough for a trend; together a leak.
 *
 * At least four lives of an hour and more in nine days, four in five of them rising steadily once settled, the median at least 4 % of
 * the limit (of the level without one) a day, the mean four standard errors above zero (`stitched` in constants.ts).
 */
export function stitched(
  records: readonly LifeRecord[],
  nowMs: number,
  timeScale: number,
): Stitched | null {
  const { lives: fewest, rising, daily, significance, withinMs, leastMs } = constants.stitched;
  const since = nowMs - withinMs / timeScale;
  const lives = records.filter(
    ({ life: { inferred, startAtMs, endAtMs } }) =>
      !inferred &&
      (endAtMs ?? nowMs) >= since &&
      (endAtMs ?? nowMs) - startAtMs >= leastMs / timeScale,
  );
  if (lives.length < fewest) return null;
  const growths = lives.map(({ settled }) => (settled?.slope ?? 0) * day);
  if (lives.filter(roseAllAlong).length < rising * lives.length) return null;
  if (!stillRose(lives)) return null;
  const levels = lives.map(({ limit, ramp }) => limit ?? ramp?.start ?? 0);
  const typical = median(growths);
  if (typical < daily * median(levels)) return null;
  const error = sampleStandardDeviation(growths) / Math.sqrt(growths.length);
  return mean(growths) >= significance * error ? { lives, dailyGrowth: typical } : null;
}

/** A leak stands no lower once the start is over; what fell first and rose then follows the hour at which it is deployed. */
function roseAllAlong({ ramp, settled }: LifeRecord): boolean {
  if (ramp === null || settled === null) return false;
  return settled.slope > 0 && settled.start >= ramp.start;
}

/**
 * A warm-up rises in every life too: what counts is that lives still rose when they ended. One short life
 * says little of that, the median of them all says it well.
 */
function stillRose(lives: readonly LifeRecord[]): boolean {
  const settled = lives.flatMap(({ settled }) => settled ?? []);
  return median(settled.map(({ steadiness }) => steadiness)) >= constants.steadiness.alarm;
}
