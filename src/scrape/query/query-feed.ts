import pLimit from 'p-limit';
import type { QueryConfig } from '../../model/config.ts';
import type { Feed, FeedNews, FeedRound, FoundProcess } from '../../model/feed.ts';
import type { Target } from '../../model/target.ts';
import { onShard } from '../../relabel/on-shard.ts';
import { isThinned, legsOf, samplingFor } from './feed-plan.ts';
import { FeedWorkloads, type Followed } from './feed-workloads.ts';
import type { Sampling } from './fetch-chunk.ts';
import { type FoundSeries, findSeries, noSeriesText } from './find-series.ts';
import { foundProcess } from './found-process.ts';
import { groupWorkloads, type QueriedWorkload } from './group-workloads.ts';
import { type MachineSizes, machineSizes, withMachines } from './machine-sizes.ts';
import { PodOwners } from './pod-owners.ts';
import type { QueryServer } from './query-server.ts';
import { readingsOfChunk } from './readings-of-chunk.ts';
import { seriesBatches } from './series-batches.ts';
import { seriesHistory } from './series-history.ts';
import { whatIsRead } from './what-is-read.ts';

/** What the feed is made of beside its configuration. */
export type QueryFeedParts = {
  /** A process that was found → the target that it is. */
  readonly targetOf: (process: FoundProcess, of: QueryConfig) => Target;
};

/** Queries under way at once: Prometheus runs twenty at most (`--query.max-concurrency`), for all who ask. */
const concurrency = 4;
/** Series that are asked for together: one answer of a round is then below a megabyte. */
const groupSize = 2000;
const rawIntervalMs = 60_000;
/** Later rounds look this far back for series: a scrape that came late, and Prometheus' own lookback. */
const lookbackMs = 600_000;
/** A clock that differs by less is no concern: the header tells whole seconds, and answers take their time. */
const skewMs = 5_000;
/** Of a large fleet's past only this much is judged step by step: the longest `for` of the rules that ship, many times. */
const judgedMs = 2 * 3_600_000;

/**
 * A Prometheus-compatible server as a source of targets and readings: finds the series, groups them into
 * workloads and processes as `backtest` does, reads the past when a workload is new and what came since in
 * each later round. What could not be read is asked for again from where it broke off.
 */
export class QueryFeed implements Feed {
  readonly id: string;
  readonly name: string;
  readonly #config: QueryConfig;
  readonly #parts: QueryFeedParts;
  readonly #workloads = new FeedWorkloads();
  #sampling: Sampling | null = null;
  /** Whether the past has been searched: a shard without workloads need not do it each round. */
  #hasFound = false;
  readonly #told = new Set<string>();

  constructor(config: QueryConfig, parts: QueryFeedParts) {
    this.#config = config;
    this.#parts = parts;
    this.id = JSON.stringify(config);
    this.name = `${config.jobName} (${config.url})`;
  }

  intervalMs(): number {
    const { intervalMs } = this.#config;
    if (intervalMs !== null) return intervalMs;
    const sampling = this.#sampling;
    return sampling === null || sampling.kind === 'raw' ? rawIntervalMs : sampling.stepMs;
  }

  async round(
    nowMs: number,
    signal: AbortSignal,
    tell: (news: FeedNews) => void,
  ): Promise<FeedRound> {
    const { url, http, timeoutMs: deadlineMs } = this.#config;
    const server: QueryServer = { url, http, deadlineMs, signal };
    const startedMs = performance.now();
    const found = await this.#find(server, nowMs);
    if (!found.ok) return this.#failed(found.reason);
    this.#warn(found.value.warnings, tell);
    const tookMs = Math.round(performance.now() - startedMs);
    if (found.value.series.length === 0) {
      this.#tellGone(tell, nowMs);
      return this.#failed(
        noSeriesText(server, [this.#config.match], 'match and url of this query'),
      );
    }
    const theirNowMs = this.#clockOf(found.value, nowMs + tookMs, tell);
    this.#hasFound = true;
    const machines = await machineSizes(server, theirNowMs);
    const { kept, seriesLeftOut } = this.#grouped(found.value, machines, tell);
    const series = seriesOf(kept);
    // A fleet that has outgrown raw samples does not go back: floors and samples of one series do not mix well.
    if (this.#sampling?.kind !== 'floors') {
      this.#sampling = samplingFor(this.#config.step, series);
    }
    const sampling = this.#sampling;
    const untilMs = this.#untilMs(theirNowMs, sampling);
    const groups = this.#workloads.groups(groupSize);
    const failures = new Map<string, string>();
    const limit = pLimit(concurrency);
    await Promise.all(
      groups.map((group) =>
        limit(async () => {
          const reason = await this.#read(server, group, { untilMs, sampling, series }, tell);
          if (reason !== null) for (const { name } of group) failures.set(name, reason);
        }),
      ),
    );
    this.#tellGone(tell, theirNowMs);
    const [firstReason = null] = failures.values();
    return {
      series,
      seriesLeftOut,
      what: whatIsRead(kept, series, sampling),
      failed: firstReason,
      failedWorkloads: new Set(failures.keys()),
    };
  }

  #failed(reason: string): FeedRound {
    const what = '';
    return { series: 0, seriesLeftOut: 0, what, failed: reason, failedWorkloads: null };
  }

  /** The past's series too while nothing is known; else those that were there a moment ago. */
  #find(server: QueryServer, nowMs: number) {
    const { backfillMs, match, maxSeries, shard } = this.#config;
    const fromMs = nowMs - (this.#hasFound ? lookbackMs : Math.max(backfillMs, lookbackMs));
    // Twice as many: which whole workloads are left out can be said only of what was seen. Of all shards: whose a
    // series is shows once all of its pod's are there.
    const most = 2 * maxSeries * (shard?.count ?? 1);
    const sought = { matches: [match], fromMs, untilMs: nowMs, maxSeries: most };
    return findSeries(server, sought);
  }

  #clockOf({ dateMs }: FoundSeries, nowMs: number, tell: (news: FeedNews) => void): number {
    const skew = dateMs === null ? 0 : dateMs - nowMs;
    if (Math.abs(skew) < skewMs) return nowMs;
    const text =
      `the clock of ${this.#config.url} differs from the one here by more than ${skewMs / 1000} s; ` +
      'the server’s own is taken';
    this.#warn([text], tell);
    return nowMs + skew;
  }

  /** The workloads that fit below the cap, by name, so that the same ones stay. */
  #grouped(found: FoundSeries, machines: MachineSizes, tell: (news: FeedNews) => void) {
    const { workloadLabels, maxSeries, shard } = this.#config;
    const owners = new PodOwners(found.owners);
    const ours = groupWorkloads(found.series, workloadLabels, owners).filter(({ labels }) =>
      onShard(Object.values(labels), shard),
    );
    const all = withMachines(ours, machines, owners);
    const kept: QueriedWorkload[] = [];
    let [series, seriesLeftOut] = [0, 0];
    for (const workload of all) {
      const own = seriesOf([workload]);
      if (series + own > maxSeries) seriesLeftOut += own;
      else {
        series += own;
        kept.push(workload);
      }
    }
    if (seriesLeftOut > 0) {
      const text =
        `more than max_series (${maxSeries}) series: ${all.length - kept.length} of ${all.length} workloads, the last ` +
        'by name, are not watched. Narrow match, or raise max_series';
      if (!this.#told.has('max_series')) tell({ kind: 'warning', text });
      this.#told.add('max_series');
    } else this.#told.delete('max_series');
    this.#workloads.follow(kept, (process, workload) =>
      this.#parts.targetOf(foundProcess(process, workload, owners), this.#config),
    );
    return { kept, seriesLeftOut };
  }

  /** Samples may come late: what is younger than the offset is left to the next round. */
  #untilMs(nowMs: number, sampling: Sampling): number {
    const untilMs = nowMs - this.#config.offsetMs;
    if (sampling.kind === 'raw') return untilMs;
    return Math.floor(untilMs / sampling.stepMs) * sampling.stepMs;
  }

  /** Reads one group of workloads up to now; answers why it could not, null: it could. */
  async #read(
    server: QueryServer,
    group: readonly Followed[],
    about: { readonly untilMs: number; readonly sampling: Sampling; readonly series: number },
    tell: (news: FeedNews) => void,
  ): Promise<string | null> {
    const { untilMs, sampling, series } = about;
    const thinned = isThinned(sampling, series);
    const fromMs = group[0]?.readMs ?? this.#backfillFrom(untilMs, sampling);
    const judgeFromMs = thinned ? untilMs - judgedMs : Number.NEGATIVE_INFINITY;
    const batches = seriesBatches(
      group.map(({ queried }) => queried),
      this.#config.match,
    );
    const legs = legsOf({ fromMs, untilMs }, sampling, thinned);
    const endMs = legs.at(-1)?.untilMs ?? fromMs;
    for (const leg of legs) {
      for await (const chunk of seriesHistory(server, { ...leg, batches })) {
        if (!chunk.ok) return chunk.reason;
        this.#warn(chunk.value.warnings, tell);
        for (const followed of group) {
          const { name, joins } = followed;
          const read = readingsOfChunk(joins, chunk.value, this.#config.limitBytes);
          const readings = followed.taken(read, chunk.value.untilMs);
          // What is longer ago than a step, though the newest there is, comes after an outage: it is not the past.
          const upToDate = chunk.value.untilMs >= endMs;
          tell({ kind: 'readings', workload: name, readings, upToDate, judgeFromMs });
        }
      }
    }
    return null;
  }

  #backfillFrom(untilMs: number, sampling: Sampling): number {
    const fromMs = untilMs - this.#config.backfillMs;
    if (sampling.kind === 'raw') return fromMs;
    const grid = 12 * sampling.stepMs;
    return Math.min(untilMs, Math.ceil(fromMs / grid) * grid);
  }

  #tellGone(tell: (news: FeedNews) => void, nowMs: number): void {
    const targetIds = this.#workloads.takeGone(nowMs, 3 * this.intervalMs());
    if (targetIds.length > 0) tell({ kind: 'gone', targetIds });
  }

  /** Tells each warning of the server once; one that changes in every round must not fill the memory. */
  #warn(texts: readonly string[], tell: (news: FeedNews) => void): void {
    for (const text of texts) {
      if (this.#told.has(text) || this.#told.size >= mostTold) continue;
      this.#told.add(text);
      tell({ kind: 'warning', text });
    }
  }
}

const mostTold = 100;

function seriesOf(workloads: readonly QueriedWorkload[]): number {
  let series = 0;
  for (const { processes } of workloads)
    for (const process of processes) series += process.series.length;
  return series;
}
