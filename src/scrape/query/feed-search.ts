import type { QueryConfig } from '../../model/config.ts';
import type { Result } from '../../model/result.ts';
import { findAtStart } from './find-at-start.ts';
import { type FoundWorkloads, findWorkloads } from './find-workloads.ts';
import { mostMissingMs } from './missing-stretch.ts';
import { noClusters } from './pod-names.ts';
import type { QueryServer } from './query-server.ts';

/** Rounds look this far back for series: a scrape that came late, and Prometheus' own lookback. */
const lateMs = 600_000;

/** What a search is made with. */
export type SearchAbout = {
  readonly nowMs: number;
  /** From one round to the next. */
  readonly intervalMs: number;
  /** From when on something of those that are followed is missing; null: nothing. */
  readonly missingMs: number | null;
  /** Up to when a workload that is not followed was read by an earlier process; null: nothing is known of it. */
  readonly recall: (workload: string) => number | null;
};

/** Looks for who is there, and who was there since everybody was found and read. */
export class FeedSearch {
  readonly #config: QueryConfig;
  /** When that was; null: the past has not been searched. A shard without workloads need not do it each round. */
  #readMs: number | null = null;
  #hasFailed = false;
  readonly #clusters = noClusters();

  constructor(config: QueryConfig) {
    this.#config = config;
  }

  /** Fails as `findWorkloads` does. */
  async find(server: QueryServer, about: SearchAbout): Promise<Result<FoundWorkloads>> {
    const { nowMs, intervalMs, missingMs, recall } = about;
    const find = (fromMs: number) =>
      findWorkloads(server, this.#config, { fromMs, untilMs: nowMs }, this.#clusters);
    if (this.#readMs === null) {
      const { backfillMs } = this.#config;
      return findAtStart({ nowMs, lookbackMs: lateMs, backfillMs, find, recall });
    }
    const latelyMs = nowMs - Math.max(lateMs, 2 * intervalMs);
    const lately = await find(latelyMs);
    const isWhole = lately.ok && !lately.value.isPartial;
    const sinceMs = isWhole ? this.#sinceMs(nowMs, latelyMs, missingMs) : null;
    const longer = sinceMs === null ? null : await find(sinceMs - lateMs);
    // Who is there now is worth more than who was, if that stays too much for the server.
    const isTooMuch = longer?.ok === false && this.#hasFailed;
    this.#hasFailed = longer?.ok === false;
    const found = longer === null || isTooMuch ? lately : longer;
    if (found.ok) for (const { name } of found.value.workloads) recall(name);
    return found;
  }

  /** Since when somebody may have died unread, who is not there lately; null: nobody. */
  #sinceMs(nowMs: number, latelyMs: number, missingMs: number | null): number | null {
    const readMs = Math.max(this.#readMs ?? nowMs, nowMs - mostMissingMs);
    if (readMs >= latelyMs) return missingMs;
    return Math.min(readMs, missingMs ?? readMs);
  }

  /** Takes note of a round. `isRead`: everybody was found, and somebody could be read. */
  note(nowMs: number, isRead: boolean): void {
    if (this.#readMs === null || isRead) this.#readMs = nowMs;
  }
}
