import { coordinateSources, figureSources } from '../../model/figure-names.ts';
import type { Labels } from '../../model/labels.ts';
import { failure, type Result, success } from '../../model/result.ts';
import { terminatedReason } from '../reading-of-metrics.ts';
import { askServer, type QueryServer } from './query-server.ts';

/** Which series are looked for, and how many at most. */
export type SeriesWanted = {
  /** What stands between the braces of each `--match`. */
  readonly matches: readonly string[];
  readonly fromMs: number;
  readonly untilMs: number;
  readonly maxSeries: number;
};

/** Every metric that a reading can use: all of src/model/figure-names.ts, and what tells versions and deaths. */
const names = [
  ...[...Object.values(figureSources), ...Object.values(coordinateSources)].flatMap(
    ({ prometheus }) => prometheus.map(({ name }) => name),
  ),
  terminatedReason,
];

/** A matcher for all of them. */
const knownNames = `__name__=~"${[...new Set(names), '.+_build_info'].join('|')}"`;

/**
 * The label sets of all series that a reading can use, `__name__` among them. Fails when there are
 * more than `maxSeries`, or none.
 */
export async function findSeries(
  server: QueryServer,
  { matches, fromMs, untilMs, maxSeries }: SeriesWanted,
): Promise<Result<readonly Labels[]>> {
  const params = new URLSearchParams();
  for (const match of matches) {
    params.append('match[]', `{${[match, knownNames].filter(Boolean).join(',')}}`);
  }
  params.set('start', String(fromMs / 1000));
  params.set('end', String(untilMs / 1000));
  // One more than may come tells that there are more; servers that do not know it send all.
  params.set('limit', String(maxSeries + 1));
  const answer = await askServer(server, 'series', params);
  if (!answer.ok) return failure(answer.reason);
  const found = Array.isArray(answer.data) ? answer.data.filter(isLabels) : [];
  const shown = matches.map((match) => `{${match}}`).join(' and ');
  if (found.length > maxSeries) {
    return failure(
      `${shown} has more than ${maxSeries} series of memory figures at ${server.url}. ` +
        'Narrow --match, shorten the time, or raise --max-series',
    );
  }
  if (found.length > 0) return success(found);
  return failure(
    `${server.url} knows no series of a memory figure with ${shown} in that time ` +
      '(looked for process_resident_memory_bytes, go_memstats_…, container_memory_working_set_bytes, …). ' +
      'Check --match, --from and --to',
  );
}

function isLabels(entry: unknown): entry is Labels {
  return (
    typeof entry === 'object' &&
    entry !== null &&
    Object.values(entry).every((value) => typeof value === 'string')
  );
}
