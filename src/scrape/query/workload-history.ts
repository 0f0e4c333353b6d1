import type { Reading } from '../../model/reading.ts';
import { type Result, success } from '../../model/result.ts';
import type { Sampling, Stretch } from './fetch-chunk.ts';
import type { QueriedWorkload } from './group-workloads.ts';
import { ProcessJoin } from './process-join.ts';
import type { QueryServer } from './query-server.ts';
import { readingsOfChunk } from './readings-of-chunk.ts';
import { seriesBatches } from './series-batches.ts';
import { seriesHistory } from './series-history.ts';

/** Which history is wanted. */
export type HistoryWanted = Stretch & {
  readonly sampling: Sampling;
  /** What stands between the braces of the one `--match`; empty where there are several. */
  readonly match: string;
  /** For containers that have none, null: none. */
  readonly limitBytes: number | null;
};

/** The readings of one stretch of time, in the order of time. */
export type HistoryChunk = {
  readonly readings: readonly Reading[];
  readonly samples: number;
  readonly untilMs: number;
  readonly warnings: readonly string[];
};

/** The history of a workload, stretch by stretch in the order of time: see `seriesHistory`. */
export async function* workloadHistory(
  server: QueryServer,
  workload: QueriedWorkload,
  wanted: HistoryWanted,
): AsyncGenerator<Result<HistoryChunk>> {
  const { match, limitBytes } = wanted;
  const joins = workload.processes.map((process) => new ProcessJoin(process));
  const batches = seriesBatches([workload], match);
  for await (const chunk of seriesHistory(server, { ...wanted, batches })) {
    if (!chunk.ok) return yield chunk;
    const { samples, untilMs, warnings } = chunk.value;
    const readings = readingsOfChunk(joins, chunk.value, limitBytes);
    yield success({ readings, samples, untilMs, warnings });
  }
}
