import { failure, type Result, success } from '../../model/result.ts';
import {
  type FetchedChunk,
  fetchChunk,
  type Points,
  type Sampling,
  type Stretch,
} from './fetch-chunk.ts';
import { pauseAfter } from './pause-after.ts';
import type { QueryServer } from './query-server.ts';
import type { SeriesBatch } from './series-batches.ts';

/** Which samples of which series are wanted. */
export type SamplesWanted = Stretch & {
  readonly batches: readonly SeriesBatch[];
  readonly sampling: Sampling;
};

/** What came of one stretch, and where it ended. */
export type SeriesChunk = FetchedChunk & Stretch;

/** Prometheus refuses more points than this for a series in one query. */
const mostPoints = 11_000;
/** Samples in one answer: three megabytes of JSON, half a second of work. */
const samplesWanted = 100_000;
const shortestMs = 60_000;
/** Until the data tells better: Prometheus' usual scrape interval. */
const guessedStepMs = 15_000;
const mostTries = 6;

/**
 * The samples of series, stretch by stretch in the order of time, so that no more than one stretch is
 * held. How long a stretch is follows from how many samples came; what the server finds too much is
 * asked for again after a pause in a quarter of it. Ends with a failure that says what was asked and what
 * the server said, or when `server.signal` is aborted.
 */
export async function* seriesHistory(
  server: QueryServer,
  wanted: SamplesWanted,
): AsyncGenerator<Result<SeriesChunk>> {
  const { batches, sampling } = wanted;
  const stepMs = sampling.kind === 'raw' ? null : sampling.stepMs;
  const count = batches.reduce((sum, { keys }) => sum + keys.size, 0);
  const pace = newPace(count, stepMs);
  // A step that is not over yet has no value.
  const endMs = wanted.fromMs + whole(wanted.untilMs - wanted.fromMs, stepMs, 0);
  let [fromMs, tries] = [wanted.fromMs, 0];
  while (fromMs < endMs && !server.signal.aborted) {
    const untilMs = Math.min(endMs, fromMs + pace.stretchMs);
    const fetched = await fetchAll(server, batches, { fromMs, untilMs }, sampling);
    if (server.signal.aborted) return;
    if (!fetched.ok) {
      tries++;
      if (fetched.next === 'give-up' || tries === mostTries) return yield failure(fetched.reason);
      shrink(pace, untilMs - fromMs, stepMs);
      await pauseAfter(tries, fetched.waitMs, server.signal);
      continue;
    }
    tries = 0;
    yield success({ ...fetched.value, fromMs, untilMs });
    follow(pace, fetched.value, untilMs - fromMs, stepMs);
    fromMs = untilMs;
  }
}

/** How long the next stretch is, and how long it may become. */
type Pace = { stretchMs: number; mostMs: number };

function newPace(series: number, stepMs: number | null): Pace {
  const step = stepMs ?? guessedStepMs;
  // One point less than the cap: a range has a point at both of its ends.
  const longestMs = (mostPoints - 1) * step;
  const guessedMs = (samplesWanted * step) / Math.max(1, series);
  const stretchMs = whole(Math.min(longestMs, Math.max(3_600_000, guessedMs)), stepMs);
  return { stretchMs, mostMs: stepMs === null ? Number.POSITIVE_INFINITY : longestMs };
}

/** As many samples as are wanted at the rate of the last stretch; growing at most fourfold. */
function follow(
  pace: Pace,
  { samples, mostPoints: points }: FetchedChunk,
  tookMs: number,
  stepMs: number | null,
): void {
  const byAll = samples === 0 ? Number.POSITIVE_INFINITY : (samplesWanted / samples) * tookMs;
  const byOne = points === 0 ? Number.POSITIVE_INFINITY : ((0.9 * mostPoints) / points) * tookMs;
  const nextMs = Math.min(byAll, byOne, 4 * pace.stretchMs, pace.mostMs);
  pace.stretchMs = whole(Math.max(shortestMs, nextMs), stepMs);
}

function shrink(pace: Pace, tookMs: number, stepMs: number | null): void {
  pace.mostMs = Math.max(shortestMs, stepMs ?? 0, tookMs / 2);
  pace.stretchMs = whole(Math.max(shortestMs, tookMs / 4), stepMs);
}

/** A multiple of the step, so that the next stretch goes on where this one ended. */
function whole(ms: number, stepMs: number | null, least = 1): number {
  return stepMs === null ? Math.floor(ms) : Math.max(least, Math.floor(ms / stepMs)) * stepMs;
}

async function fetchAll(
  server: QueryServer,
  batches: readonly SeriesBatch[],
  stretch: Stretch,
  sampling: Sampling,
): ReturnType<typeof fetchChunk> {
  const [points, peaks] = [new Map<number, Points>(), new Map<number, Points>()];
  const warnings: string[] = [];
  let [samples, most, isPartial] = [0, 0, false];
  for (const batch of batches) {
    const answer = await fetchChunk(server, batch, stretch, sampling);
    if (!answer.ok) return answer;
    for (const [key, own] of answer.value.points) points.set(key, own);
    for (const [key, own] of answer.value.peaks) peaks.set(key, own);
    samples += answer.value.samples;
    most = Math.max(most, answer.value.mostPoints);
    warnings.push(...answer.value.warnings);
    isPartial ||= answer.value.isPartial;
  }
  return { ok: true, value: { points, peaks, samples, mostPoints: most, warnings, isPartial } };
}
