import pLimit from 'p-limit';
import type { QueryConfig } from '../../model/config.ts';
import type { Feed, FeedNews, FeedRound, FoundProcess, RecallPlace } from '../../model/feed.ts';
import { failure, type Result, success } from '../../model/result.ts';
import type { Target } from '../../model/target.ts';
import { chooseWorkloads, seriesOf } from './choose-workloads.ts';
import { feedKey } from './feed-place.ts';
import { onGrid, samplingFor } from './feed-plan.ts';
import { FeedSearch } from './feed-search.ts';
import { FeedWorkloads } from './feed-workloads.ts';
import type { Sampling } from './fetch-chunk.ts';
import { noSeriesText } from './find-series.ts';
import type { FoundWorkloads } from './find-workloads.ts';
import { foundProcess } from './found-process.ts';
import { type MachineSizes, machineSizes, unknownMachines, withMachines } from './machine-sizes.ts';
import type { QueryServer } from './query-server.ts';
import { readGroup } from './read-group.ts';
import { RecalledPlaces } from './recalled-places.ts';
import { ServerClock } from './server-clock.ts';
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
/**
 * A Prometheus-compatible server as a source of targets and readings: finds the series, groups them into
 * workloads and processes as `backtest` does, reads the past when a workload is new (as far as an earlier process has not)
 * and what came since in each later round. What could not be read is asked for again from where it broke off.
 */
export class QueryFeed implements Feed {
  readonly id: string;
  readonly name: string;
  readonly maxSeries: number;
  readonly #config: QueryConfig;
  readonly #parts: QueryFeedParts;
  readonly #workloads = new FeedWorkloads();
  readonly #key: string;
  readonly #places: RecalledPlaces;
  #sampling: Sampling | null = null;
  readonly #search: FeedSearch;
  readonly #clock = new ServerClock();
  /** As of the last round in which the server told. */
  #machines: MachineSizes = new Map();
  readonly #told = new Set<string>();
  /** Rounds that went well and brought nothing, until the first that brings something; null: that has been. */
  #emptyRounds: number | null = 0;

  constructor(config: QueryConfig, parts: QueryFeedParts) {
    this.#config = config;
    this.#parts = parts;
    this.#search = new FeedSearch(config);
    this.#key = feedKey(config);
    this.#places = new RecalledPlaces({ key: this.#key, backfillMs: config.backfillMs });
    this.maxSeries = config.maxSeries;
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
    hereMs: number,
    signal: AbortSignal,
    tell: (news: FeedNews) => void,
    recall: RecallPlace = () => undefined,
  ): Promise<FeedRound> {
    const { url, http, timeoutMs: deadlineMs } = this.#config;
    const server: QueryServer = { url, http, deadlineMs, signal };
    const begun = await this.#begin(server, hereMs, tell);
    if (!begun.ok) return this.#failed(begun.reason);
    const nowMs = begun.value;
    const found = await this.#find(server, nowMs, recall);
    if (!found.ok) return this.#failed(found.reason);
    this.#warn(found.value.warnings, tell);
    if (!found.value.hasSeries) {
      this.#tellGone(tell, nowMs, !found.value.isPartial);
      return this.#failed(
        noSeriesText(server, [this.#config.match], 'match and url of this query'),
      );
    }
    const { kept, seriesLeftOut } = this.#chosen(found.value, tell);
    const series = seriesOf(kept);
    // A fleet that has outgrown raw samples does not go back: floors and samples of one series do not mix well.
    if (this.#sampling?.kind !== 'floors') {
      this.#sampling = samplingFor(this.#config.step, series);
    }
    const sampling = this.#sampling;
    const untilMs = onGrid(nowMs - this.#config.offsetMs, sampling);
    const { isPartial } = found.value;
    const groups = this.#workloads.groups(groupSize, !isPartial);
    const failures = new Map<string, string>();
    const limit = pLimit(concurrency);
    await Promise.all(
      groups.map((group) =>
        limit(async () => {
          const asked = { config: this.#config, untilMs, sampling, series, isPartial };
          const reason = await readGroup(server, group, asked, (news) => {
            if (news.kind === 'readings' && news.readings.length > 0) this.#emptyRounds = null;
            if (news.kind === 'warning') this.#warn([news.text], tell);
            else tell(news);
          });
          if (reason !== null) for (const { name } of group) failures.set(name, reason);
        }),
      ),
    );
    this.#search.note(nowMs, !isPartial && (kept.length === 0 || failures.size < kept.length));
    this.#tellGone(tell, nowMs, !isPartial);
    if (failures.size === 0) this.#noteEmpty(series, tell);
    const [firstReason = null] = failures.values();
    return {
      series,
      seriesLeftOut,
      what: whatIsRead(kept, series, sampling),
      failed: firstReason,
      failedWorkloads: new Set(failures.keys()),
    };
  }

  /** A server that lists series and has no value of them looks well, and nothing is watched. */
  #noteEmpty(series: number, tell: (news: FeedNews) => void): void {
    if (this.#emptyRounds === null || series === 0) return;
    this.#emptyRounds += 1;
    if (this.#emptyRounds < mostEmptyRounds) return;
    const text =
      `${this.#config.url} lists ${series} series of memory figures and has given no value of them in ` +
      `${mostEmptyRounds} rounds, so that nothing of it is watched: they are no numbers there (NaN, native histograms), ` +
      'older than what is asked for, or something between answers queries otherwise';
    this.#warn([text], tell);
  }

  #failed(reason: string): FeedRound {
    const what = '';
    return { series: 0, seriesLeftOut: 0, what, failed: reason, failedWorkloads: null };
  }

  /** The time that the samples have; fails where the server is not there. */
  async #begin(
    server: QueryServer,
    nowMs: number,
    tell: (news: FeedNews) => void,
  ): Promise<Result<number>> {
    const startedMs = performance.now();
    const { sizes, answer } = await machineSizes(server, null);
    if (!answer.ok) {
      if (answer.next === 'later') return failure(answer.reason);
      this.#warn([unknownMachines(answer.reason)], tell);
    } else this.#machines = sizes;
    const hereMs = nowMs + Math.round(performance.now() - startedMs);
    const clocks = { hereMs, theirMs: answer.ok ? answer.dateMs : null };
    const clock = await this.#clock.now(server, this.#config.match, clocks);
    if (clock.warning !== null) this.#warn([clock.warning], tell);
    return success(clock.nowMs);
  }

  /** The past's series too of what is not known; else those that were there a moment ago. */
  #find(server: QueryServer, nowMs: number, recall: RecallPlace): Promise<Result<FoundWorkloads>> {
    const place = (name: string) => {
      if (this.#workloads.has(name)) return null;
      const saved = this.#places.ask(name, nowMs, recall);
      if (saved !== null) this.#sampling ??= saved.sampling;
      return saved?.readMs ?? null;
    };
    const [intervalMs, missingMs] = [this.intervalMs(), this.#workloads.missingFromMs()];
    return this.#search.find(server, { nowMs, intervalMs, missingMs, recall: place });
  }

  /** The workloads that are followed from now on. */
  #chosen(found: FoundWorkloads, tell: (news: FeedNews) => void) {
    const { maxSeries } = this.#config;
    const { owners } = found;
    const all = withMachines(found.workloads, this.#machines, owners);
    const { kept, seriesLeftOut } = chooseWorkloads(all, maxSeries);
    if (seriesLeftOut > 0) {
      const text =
        `more than max_series (${maxSeries}) series: ${all.length - kept.length} of ${all.length} workloads, the last ` +
        'by name, are not watched. Narrow match, or raise max_series';
      if (!this.#told.has('max_series')) tell({ kind: 'warning', text });
      this.#told.add('max_series');
    } else this.#told.delete('max_series');
    this.#workloads.follow(
      kept,
      (process, workload) =>
        this.#parts.targetOf(foundProcess(process, workload, owners), this.#config),
      (name) => ({
        key: this.#key,
        sampling: () => this.#sampling ?? { kind: 'raw' },
        saved: this.#places.get(name),
      }),
    );
    this.#places.clear();
    const targets = this.#workloads.takeRecalled();
    if (targets.length > 0) tell({ kind: 'known', targets });
    return { kept, seriesLeftOut };
  }

  #tellGone(tell: (news: FeedNews) => void, nowMs: number, isWhole: boolean): void {
    const targetIds = this.#workloads.takeGone(nowMs, 3 * this.intervalMs(), isWhole);
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
/** A scrape may be late. */
const mostEmptyRounds = 3;
