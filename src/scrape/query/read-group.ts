import type { QueryConfig } from '../../model/config.ts';
import type { FeedNews } from '../../model/feed.ts';
import { backfillFrom, isThinned, type Leg, legsOf, onGrid } from './feed-plan.ts';
import type { Sampling } from './fetch-chunk.ts';
import type { Followed } from './followed.ts';
import type { QueryServer } from './query-server.ts';
import { readingsOfChunk } from './readings-of-chunk.ts';
import { seriesBatches } from './series-batches.ts';
import { type SeriesChunk, seriesHistory } from './series-history.ts';

/** Of a large fleet's past only this much is judged step by step: the longest `for` of the rules that ship, many times. */
const judgedMs = 2 * 3_600_000;

/** What a round reads of workloads. */
type Asked = {
  readonly config: Pick<QueryConfig, 'match' | 'backfillMs' | 'limitBytes'>;
  readonly untilMs: number;
  readonly sampling: Sampling;
  /** Of all workloads. */
  readonly series: number;
  /** Whether some of the server's storage was silent when it was asked who is there. */
  readonly isPartial: boolean;
};

/**
 * Reads one group of workloads, all of them from the same time on, up to now, and tells it stretch by stretch; answers why
 * it could not, null: it could.
 */
export async function readGroup(
  server: QueryServer,
  group: readonly Followed[],
  asked: Asked,
  tell: (news: FeedNews) => void,
): Promise<string | null> {
  const { match, limitBytes } = asked.config;
  const batches = seriesBatches(
    group.map(({ queried }) => queried),
    match,
  );
  const { legs, ...plan } = planOf(group, asked);
  for (const leg of legs) {
    for await (const chunk of seriesHistory(server, { ...leg, batches })) {
      if (!chunk.ok) return chunk.reason;
      for (const text of chunk.value.warnings) tell({ kind: 'warning', text });
      for (const followed of group) tell(newsOf(followed, chunk.value, plan, limitBytes));
    }
  }
  return null;
}

/** What is read of the time, up to when, and from when on each step is judged. */
function planOf(
  group: readonly Followed[],
  { config, untilMs, sampling, series, isPartial }: Asked,
): { readonly legs: readonly Leg[] } & Plan {
  const thinned = isThinned(sampling, series);
  const begunMs = group[0]?.readFromMs(!isPartial);
  // What was read by every sample until the fleet outgrew it ends within a step, which is read as a whole.
  const fromMs = onGrid(begunMs ?? backfillFrom(untilMs, config.backfillMs, sampling), sampling);
  const legs = legsOf({ fromMs, untilMs }, sampling, thinned);
  const judgeFromMs = thinned ? untilMs - judgedMs : Number.NEGATIVE_INFINITY;
  return { legs, endMs: legs.at(-1)?.untilMs ?? fromMs, judgeFromMs, isPartial };
}

type Plan = Pick<Asked, 'isPartial'> & { readonly endMs: number; readonly judgeFromMs: number };

function newsOf(
  followed: Followed,
  stretch: SeriesChunk,
  { endMs, judgeFromMs, isPartial }: Plan,
  limitBytes: number | null,
): FeedNews {
  const { name: workload, joins, place, readMs } = followed;
  const readings = followed.taken(readingsOfChunk(joins, stretch, limitBytes), {
    ...stretch,
    // Who was not found, since a part was silent, was not asked for either.
    isPartial: isPartial || stretch.isPartial,
  });
  // What is longer ago than a step, though the newest there is, comes after an outage: it is not the past.
  const upToDate = stretch.untilMs >= endMs;
  return {
    ...{ kind: 'readings', workload, readings, upToDate, place },
    // What was missing is older than what has been judged since.
    judgeFromMs: Math.max(judgeFromMs, readMs ?? judgeFromMs),
  };
}
