import { neverSeconds } from '../model/never-seconds.ts';
import type { Signal } from '../model/signal.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Candidate, Observed } from './candidate.ts';
import { constants } from './constants.ts';
import { floorAt, tierOf, timeAt } from './floor-tier.ts';
import type { Instance } from './instance.ts';
import type { SeriesName } from './series.ts';
import { countedBy, countedPeak, countedSeries } from './situation.ts';
import { type Counted, timeToLimit } from './time-to-limit.ts';
import { newestFloor, type Track } from './track.ts';
import type { WindowFigures } from './window-figures.ts';

/** What a series says of itself: all of one track, and the limit of its instance. */
export function levelsOf(
  best: Pick<Candidate, 'instance' | 'name' | 'track'> | null,
): Partial<Verdict> {
  if (best === null) return {};
  const { instance, name, track } = best;
  return {
    signal: name as Verdict['signal'],
    instance: instance.name,
    value: track.last,
    floor: newestFloor(track),
    limitBytes: instance.limitBytes,
    ...countedOf(instance, name),
  };
}

function countedOf(instance: Instance, name: SeriesName): Pick<Verdict, 'counted'> {
  const series = countedSeries(instance, name);
  if (instance.limitBytes === null || series === name) return {};
  return { counted: { signal: series as Signal, value: countedPeak(instance, name) } };
}

/** Growth and time left, where a window shows growth that is at least a suspicion. */
export function ratesOf(best: Candidate | null, { timeScale }: Observed): Partial<Verdict> {
  if (best === null || best.ruling === null || best.concern === 'none') return {};
  const { figures, evidence } = best.ruling;
  const unitSeconds = constants.baseWidthMs / 1000 / timeScale;
  const [low, high] = figures.slopeInterval;
  const rates = {
    leakRatePerSecond: figures.slope / unitSeconds,
    leakRateInterval: [low / unitSeconds, high / unitSeconds] as const,
    evidence,
  };
  const limit = best.instance.limitBytes;
  if (limit === null || evidence['horizon'] === undefined) return rates;
  const counted = countedNow(best, figures);
  return { ...rates, ...secondsToLimit(figures, { limit, counted }, timeScale) };
}

/** A live heap is told at collections alone: since the newest it has gone on as before. */
function countedNow({ instance, name, track }: Candidate, figures: WindowFigures): Counted {
  const counted = countedBy(instance, name);
  if (countedSeries(instance, name) !== 'heapLive') return counted;
  const { slope, startAt, endAt } = figures;
  const since = Math.min(levelSince(track), (endAt - startAt) / 4);
  return { ...counted, peak: counted.peak + slope * since };
}

/** For how long the newest floors have been what is told now, in base widths. */
function levelSince(track: Track): number {
  const tier = tierOf(track, 0);
  if (tier.count === 0 || floorAt(tier, 0) !== Math.fround(track.last)) return 0;
  let same = 0;
  while (same + 1 < tier.count && floorAt(tier, same + 1) === floorAt(tier, 0)) same++;
  return timeAt(tier, 0) - timeAt(tier, same);
}

/** How long until a window's series is at its limit, with the 80 % interval. */
export function secondsToLimit(
  figures: WindowFigures,
  { limit, counted }: { readonly limit: number; readonly counted: Counted },
  timeScale: number,
): Pick<Verdict, 'timeToLimitSeconds' | 'timeToLimitInterval'> {
  const unitSeconds = constants.baseWidthMs / 1000 / timeScale;
  const { eta, interval } = timeToLimit(figures, limit, counted);
  const [soonest, latest] = interval;
  return {
    timeToLimitSeconds: eta * unitSeconds,
    timeToLimitInterval: [soonest * unitSeconds, Math.min(latest * unitSeconds, neverSeconds)],
  };
}
