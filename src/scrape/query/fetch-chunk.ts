import type { Labels } from '../../model/labels.ts';
import { askServer, type QueryServer } from './query-server.ts';
import type { SeriesBatch } from './series-batches.ts';
import { seriesKey } from './series-key.ts';

/** The samples of one series, in the order of time. */
export type Points = { readonly times: readonly number[]; readonly values: readonly number[] };

/** What came of one stretch of time. */
export type FetchedChunk = {
  /** By `seriesKey`. */
  readonly points: ReadonlyMap<string, Points>;
  readonly samples: number;
  /** Of the series with the most samples. */
  readonly mostPoints: number;
  readonly warnings: readonly string[];
};

/** A stretch of time: after `fromMs`, up to and with `untilMs`. */
export type Stretch = { readonly fromMs: number; readonly untilMs: number };

export type ChunkAnswer =
  | { readonly ok: true; readonly value: FetchedChunk }
  | Extract<Awaited<ReturnType<typeof askServer>>, { ok: false }>;

/**
 * The samples of a batch of series in a stretch of time. `stepMs` null: as they were scraped, by an
 * instant query for a range (`{…}[2h]`), which has the samples' own times and leaves gaps and staleness
 * markers out. Else the last sample of each step, which unlike a bare selector does not carry a value
 * over a gap.
 */
export async function fetchChunk(
  server: QueryServer,
  batch: SeriesBatch,
  { fromMs, untilMs }: Stretch,
  stepMs: number | null,
): Promise<ChunkAnswer> {
  const params = new URLSearchParams();
  if (stepMs === null) {
    params.set('query', `${batch.selector}[${untilMs - fromMs}ms]`);
    params.set('time', String(untilMs / 1000));
  } else {
    params.set('query', `last_over_time(${batch.selector}[${stepMs}ms])`);
    params.set('start', String((fromMs + stepMs) / 1000));
    params.set('end', String(untilMs / 1000));
    params.set('step', String(stepMs / 1000));
  }
  const answer = await askServer(server, stepMs === null ? 'query' : 'query_range', params);
  if (!answer.ok) return answer;
  return { ok: true, value: chunkOf(answer.data, answer.warnings, batch, fromMs) };
}

type Row = { readonly metric: Labels; readonly values?: readonly (readonly [number, string])[] };

function chunkOf(
  data: unknown,
  warnings: readonly string[],
  { keys }: SeriesBatch,
  fromMs: number,
): FetchedChunk {
  const points = new Map<string, Points>();
  let [samples, mostPoints] = [0, 0];
  for (const { metric, values = [] } of (data as { result?: readonly Row[] } | null)?.result ??
    []) {
    const key = seriesKey(metric);
    if (!keys.has(key)) continue;
    const own = { times: [] as number[], values: [] as number[] };
    for (const [seconds, text] of values) {
      const [atMs, value] = [Math.round(seconds * 1000), Number(text)];
      // Prometheus 2 counts the start of a range in, Prometheus 3 does not; "NaN" and "+Inf" are no figures.
      if (atMs <= fromMs || !Number.isFinite(value)) continue;
      own.times.push(atMs);
      own.values.push(value);
    }
    points.set(key, own);
    samples += own.times.length;
    mostPoints = Math.max(mostPoints, own.times.length);
  }
  return { points, samples, mostPoints, warnings };
}
