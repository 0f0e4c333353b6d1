import { memoryMetricNames } from '../reading-of-metrics.ts';
import { askServer, type QueryServer } from './query-server.ts';

/** A clock that differs by less is no concern: the header tells whole seconds, and answers take their time. */
const skewMs = 5_000;

/** What the clocks say at one moment. */
export type Clocks = {
  readonly hereMs: number;
  /** By the header of an answer, which may be a proxy's; null: it tells none. */
  readonly theirMs: number | null;
};

/**
 * The time that the samples of a server have. Where the clock of its answers and the one here differ, the samples say
 * which is right: who reads up to a time in the future has nothing left to read.
 */
export class ServerClock {
  /** By how much the samples' time is ahead of the one here. */
  #aheadMs = 0;
  /** By how much the clock of the answers was ahead when the samples were asked; null: they said nothing yet. */
  #apartMs: number | null = null;

  /** The time that counts, and what to say of it; null: nothing. */
  async now(
    server: QueryServer,
    match: string,
    { hereMs, theirMs }: Clocks,
  ): Promise<{ readonly nowMs: number; readonly warning: string | null }> {
    const isOther = (atMs: number) => theirMs !== null && Math.abs(theirMs - atMs) >= skewMs;
    if (theirMs !== null) await this.#compare(server, match, hereMs, theirMs);
    const nowMs = hereMs + this.#aheadMs;
    if (!isOther(hereMs)) return { nowMs, warning: null };
    const warning =
      `the clock of ${server.url} differs from the one here by more than ${skewMs / 1000} s; ` +
      `${this.#aheadMs === 0 ? 'the one here' : 'the server’s own'} is taken, as the samples have it`;
    return { nowMs, warning };
  }

  /** Asks the samples once for as long as the clocks stay as far apart. */
  async #compare(server: QueryServer, match: string, hereMs: number, theirMs: number) {
    const apartMs = theirMs - hereMs;
    if (this.#apartMs !== null && Math.abs(apartMs - this.#apartMs) < skewMs) return;
    this.#apartMs = null;
    this.#aheadMs = 0;
    if (Math.abs(apartMs) < skewMs) return;
    const right = await rightOf(server, match, [hereMs, theirMs]);
    this.#aheadMs = right.atMs - hereMs;
    if (right.isSaid) this.#apartMs = apartMs;
  }
}

/**
 * Of two times the one that the newest samples are nearer to. By half of the series: a single exporter may write times
 * of its own. Where nothing can be learnt, the earlier one, which only reads later.
 */
async function rightOf(
  server: QueryServer,
  match: string,
  times: readonly [number, number],
): Promise<{ readonly atMs: number; readonly isSaid: boolean }> {
  const [earlierMs, laterMs] = [Math.min(...times), Math.max(...times)];
  const newest = memoryMetricNames.map((name) => `timestamp(${name}{${match}})`).join(' or ');
  const query = `quantile(0.5, ${newest})`;
  let sampledMs = earlierMs;
  const params = new URLSearchParams({ query, time: String(laterMs / 1000) });
  const answer = await askServer(server, 'query', params, (row) => {
    const { value } = row as { value?: readonly [number, string] };
    sampledMs = 1000 * Number(value?.[1]);
  });
  const atMs = sampledMs - earlierMs > laterMs - sampledMs ? laterMs : earlierMs;
  return { atMs, isSaid: answer.ok };
}
