import type { SampleRow } from './answer-rows.ts';
import { isLevelMetric, isLimitedMetric } from './metric-roles.ts';
import { askServer, type QueryAnswer, type QueryServer } from './query-server.ts';
import { batchSelector, type SeriesBatch } from './series-batches.ts';
import { seriesKey } from './series-key.ts';

/** The samples of one series, in the order of time. */
export type Points = { readonly times: readonly number[]; readonly values: readonly number[] };

/** What came of one stretch of time. */
export type FetchedChunk = {
  /** By `seriesKey`. */
  readonly points: ReadonlyMap<number, Points>;
  /** Of series whose least value is in `points`: the highest that a limit counts, by `seriesKey`. */
  readonly peaks: ReadonlyMap<number, Points>;
  readonly samples: number;
  /** Of the series with the most samples. */
  readonly mostPoints: number;
  readonly warnings: readonly string[];
  /** As of `QueryAnswer`. */
  readonly isPartial: boolean;
};

/** A stretch of time: after `fromMs`, up to and with `untilMs`. */
export type Stretch = { readonly fromMs: number; readonly untilMs: number };

/**
 * Which samples are asked for. `raw`: as they were scraped. `last`: the last one of each step.
 * `floors`: of what is a level (memory, goroutines, descriptors) the least value of each step, and of what a limit
 * counts the highest one too; of settings and counters the last one. The server computes them.
 */
export type Sampling =
  | { readonly kind: 'raw' }
  | { readonly kind: 'last' | 'floors'; readonly stepMs: number };

export type ChunkAnswer =
  | { readonly ok: true; readonly value: FetchedChunk }
  | Extract<QueryAnswer, { ok: false }>;

/**
 * The samples of a batch of series in a stretch of time. Raw ones come by an instant query for a range
 * (`{…}[2h]`), which has the samples' own times and leaves gaps and staleness markers out; the others by
 * functions over each step, which unlike a bare selector do not carry a value over a gap.
 */
export async function fetchChunk(
  server: QueryServer,
  batch: SeriesBatch,
  stretch: Stretch,
  sampling: Sampling,
): Promise<ChunkAnswer> {
  const into = new Collected(batch, stretch.fromMs);
  for (const one of queriesOf(batch, stretch, sampling)) {
    const answer = await askServer(server, one.endpoint, one.params, (row) => into.take(row, one));
    if (!answer.ok) return answer;
    into.warnings.push(...answer.warnings);
    into.isPartial ||= answer.isPartial;
  }
  return { ok: true, value: into };
}

type Query = {
  readonly endpoint: 'query' | 'query_range';
  readonly params: URLSearchParams;
  /** Of a function that drops the name: which it was. */
  readonly name: string | null;
  readonly isPeak: boolean;
};

function queriesOf(batch: SeriesBatch, { fromMs, untilMs }: Stretch, sampling: Sampling): Query[] {
  if (sampling.kind === 'raw') {
    const query = `${batchSelector(batch, batch.names)}[${untilMs - fromMs}ms]`;
    const params = new URLSearchParams({ query, time: String(untilMs / 1000) });
    return [{ endpoint: 'query', params, name: null, isPeak: false }];
  }
  const { kind, stepMs } = sampling;
  const range = (of: string, names: readonly string[], name: string | null): Query => {
    const params = new URLSearchParams({
      query: `${of}(${batchSelector(batch, names)}[${stepMs}ms])`,
      start: String((fromMs + stepMs) / 1000),
      end: String(untilMs / 1000),
      step: String(stepMs / 1000),
    });
    return { endpoint: 'query_range', params, name, isPeak: of === 'max_over_time' };
  };
  if (kind === 'last') return [range('last_over_time', batch.names, null)];
  // min_over_time drops the metric's name: series of two metrics would be one.
  const levels = batch.names.filter(isLevelMetric);
  const others = batch.names.filter((name) => !isLevelMetric(name));
  return [
    ...levels.map((name) => range('min_over_time', [name], name)),
    ...levels.filter(isLimitedMetric).map((name) => range('max_over_time', [name], name)),
    ...(others.length === 0 ? [] : [range('last_over_time', others, null)]),
  ];
}

/** What has come so far of one batch. */
class Collected implements FetchedChunk {
  readonly points = new Map<number, Points>();
  readonly peaks = new Map<number, Points>();
  readonly warnings: string[] = [];
  isPartial = false;
  samples = 0;
  mostPoints = 0;
  readonly #keys: ReadonlySet<number>;
  readonly #fromMs: number;

  constructor({ keys }: SeriesBatch, fromMs: number) {
    this.#keys = keys;
    this.#fromMs = fromMs;
  }

  take(row: unknown, { name, isPeak }: Query): void {
    const { metric, times = [], values = [] } = row as Partial<SampleRow>;
    if (metric === undefined) return;
    const key = seriesKey(name === null ? metric : { ...metric, __name__: name });
    if (!this.#keys.has(key)) return;
    const own = { times: [] as number[], values: [] as number[] };
    for (const [i, atMs] of times.entries()) {
      const value = values[i] ?? Number.NaN;
      // Prometheus 2 counts the start of a range in, Prometheus 3 does not; "NaN" and "+Inf" are no figures.
      if (atMs <= this.#fromMs || !Number.isFinite(value)) continue;
      own.times.push(atMs);
      own.values.push(value);
    }
    (isPeak ? this.peaks : this.points).set(key, own);
    this.samples += own.times.length;
    this.mostPoints = Math.max(this.mostPoints, own.times.length);
  }
}
