import type { Life } from '../model/life.ts';
import type { LifeEnding, Timeline } from '../model/timeline.ts';
import type { Verdict } from '../model/verdict.ts';

/**
 * A verdict with what has become of the life that ran then: how high it has stood since, and its end where one is
 * known. `ends`: oldest first; `timelines`: those of its target that are known.
 */
export function livedOn(
  verdict: Verdict,
  ends: readonly LifeEnding[],
  timelines: readonly (Timeline | null | undefined)[],
): Verdict {
  const end = ends.find(({ atMs }) => atMs > verdict.atMs);
  const untilMs = end?.atMs ?? Number.POSITIVE_INFINITY;
  const since = peakSince(verdict, untilMs, timelines);
  if (end === undefined && since === null) return verdict;
  const lives = verdict.lives.map((life): Life => {
    if (life.endAtMs !== null || life.instance !== verdict.instance) return life;
    if (life.startAtMs > untilMs) return life;
    return { ...withPeak(life, since, verdict.signal), ...endOf(end) };
  });
  return { ...verdict, lives };
}

/** Of two heights of the same signal the higher one; of another signal nobody can say which is. */
function withPeak(life: Life, since: number | null, signal: Verdict['signal']): Life {
  if (since === null || signal === null) return life;
  const known = (life.signal ?? signal) === signal ? life.peakValue : since;
  return { ...life, peakValue: Math.max(known, since), signal };
}

function endOf(end: LifeEnding | undefined): Partial<Life> {
  if (end === undefined) return {};
  const { atMs: endAtMs, ...how } = end;
  return { endAtMs, ...how };
}

/** The highest value of the verdict's signal after it; null: none is known. */
function peakSince(
  { atMs: fromMs, signal }: Verdict,
  untilMs: number,
  timelines: readonly (Timeline | null | undefined)[],
): number | null {
  const peaks = timelines
    .filter((timeline) => timeline?.signal === signal)
    .flatMap((timeline) => timeline?.points ?? [])
    .filter(({ atMs }) => atMs > fromMs && atMs <= untilMs)
    .map(({ peak }) => peak);
  return peaks.length === 0 ? null : Math.max(...peaks);
}
