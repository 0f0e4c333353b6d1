import { coordinateSources, figureSources } from '../../model/figure-names.ts';
import type { Labels } from '../../model/labels.ts';
import { failure, type Result, success } from '../../model/result.ts';
import { terminatedReason } from '../reading-of-metrics.ts';
import { isSaneSize } from './answer-rows.ts';
import { pauseAfter } from './pause-after.ts';
import { ownerMetrics } from './pod-owners.ts';
import { askServer, type QueryServer } from './query-server.ts';
import { seriesKey } from './series-key.ts';
import { oomEvents } from './strand.ts';

/** Which series are looked for, and how many at most. */
export type SeriesSought = {
  /** What stands between the braces of each `--match`. */
  readonly matches: readonly string[];
  readonly fromMs: number;
  readonly untilMs: number;
  readonly maxSeries: number;
};

/** What a server has. */
export type FoundSeries = {
  /** The label sets of all series that a reading can use, `__name__` among them. */
  readonly series: readonly Labels[];
  /** Those of the metrics that say whose a pod is and where it runs: see pod-owners.ts. */
  readonly owners: readonly Labels[];
  readonly warnings: readonly string[];
  /** As of `QueryAnswer`. */
  readonly isPartial: boolean;
};

/** Every metric that a reading can use: all of src/model/figure-names.ts, and what tells versions and deaths. */
const names = [
  ...new Set([
    ...[...Object.values(figureSources), ...Object.values(coordinateSources)].flatMap(
      ({ prometheus }) => prometheus.map(({ name }) => name),
    ),
    terminatedReason,
    oomEvents,
    '.+_build_info',
    ...ownerMetrics,
  ]),
];

/** A shorter time is not asked for in halves. */
const shortestMs = 3_600_000;

/** The selector of all that a reading can use, among what a person's match means. */
export function usableSeries(match: string, of: readonly string[] = names): string {
  return `{${[match, `__name__=~"${of.join('|')}"`].filter(Boolean).join(',')}}`;
}

/**
 * The series of a server that matter here. What the server finds too much at once is asked for in halves, of metrics and
 * then of time. Fails when there are more than `maxSeries`; none is no failure here.
 */
export async function findSeries(
  server: QueryServer,
  sought: SeriesSought,
): Promise<Result<FoundSeries>> {
  const collected = new Collected(sought.maxSeries);
  const { fromMs, untilMs } = sought;
  const asked = await ask(server, sought, { of: names, fromMs, untilMs }, collected);
  if (!asked.ok) return asked;
  const { series, owners, warnings, isPartial } = collected;
  if (series.size > sought.maxSeries) {
    return failure(
      `${shownMatches(sought.matches)} has more than ${sought.maxSeries} series of memory figures at ${server.url}. ` +
        'Narrow the match, shorten the time, or raise --max-series (in a file: max_series)',
    );
  }
  return success({ series: [...series.values()], owners, warnings, isPartial });
}

/** What to say where none was found; `check`: what the user can look at. */
export function noSeriesText(
  { url }: QueryServer,
  matches: readonly string[],
  check: string,
): string {
  return (
    `${url} knows no series of a memory figure with ${shownMatches(matches)} in that time ` +
    '(looked for process_resident_memory_bytes, go_memstats_…, container_memory_working_set_bytes, …). ' +
    `Check ${check}`
  );
}

function shownMatches(matches: readonly string[]): string {
  return matches.map((match) => `{${match}}`).join(' and ');
}

/** What one request asks for: metrics, in a span of time. */
type Part = {
  readonly of: readonly string[];
  readonly fromMs: number;
  readonly untilMs: number;
};

async function ask(
  server: QueryServer,
  sought: SeriesSought,
  part: Part,
  into: Collected,
): Promise<Result<void>> {
  // There are too many; how many does not matter.
  if (into.series.size > sought.maxSeries) return success(undefined);
  const [rows, owners] = [into.rows, into.owners.length];
  const params = paramsOf(sought, part);
  const answer = await askServer(server, 'series', params, (row) => into.take(row));
  const parts = halves(part);
  if (answer.ok) {
    into.refusals = 0;
    // Prometheus warns of it as of a store that is silent: it was our own limit, which the owners came under.
    const isCut = params.has('limit') && into.rows - rows > sought.maxSeries;
    if (!isCut || part.of.length === 1) {
      into.warnings.push(...answer.warnings);
      into.isPartial ||= answer.isPartial;
      return success(undefined);
    }
    into.owners.length = owners;
    return askAll(server, sought, parts, into);
  }
  into.owners.length = owners;
  if (answer.next === 'give-up' || parts.length === 0 || server.signal.aborted) {
    return failure(answer.reason);
  }
  if (answer.next === 'later') await pauseAfter(++into.refusals, answer.waitMs, server.signal);
  // A server that does not even answer for one name of a moment ago has not been asked too much: to ask in halves of
  // halves would take many deadlines until anybody hears of it.
  if (part.of.length === names.length) {
    const fromMs = Math.max(part.fromMs, part.untilMs - shortestMs);
    const probe = { ...part, of: names.slice(0, 1), fromMs };
    const probed = await ask(server, sought, probe, into);
    if (!probed.ok) return failure(answer.reason);
  }
  return askAll(server, sought, parts, into);
}

async function askAll(
  server: QueryServer,
  sought: SeriesSought,
  parts: readonly Part[],
  into: Collected,
): Promise<Result<void>> {
  for (const part of parts) {
    const asked = await ask(server, sought, part, into);
    if (!asked.ok) return asked;
  }
  return success(undefined);
}

function paramsOf({ matches, maxSeries }: SeriesSought, { of, fromMs, untilMs }: Part) {
  const params = new URLSearchParams();
  for (const match of matches) params.append('match[]', usableSeries(match, of));
  params.set('start', String(fromMs / 1000));
  params.set('end', String(untilMs / 1000));
  // One more than may come tells that there are more; servers that do not know it send all.
  if (!of.every(isOwner)) params.set('limit', String(maxSeries + 1));
  return params;
}

/** Half of the metrics each, of a single one half of the time: what comes and goes makes many series of one name. */
function halves(part: Part): Part[] {
  const { of, fromMs, untilMs } = part;
  if (of.length > 1) {
    const middle = Math.ceil(of.length / 2);
    return [of.slice(0, middle), of.slice(middle)].map((half) => ({ ...part, of: half }));
  }
  if (untilMs - fromMs <= shortestMs) return [];
  const middleMs = Math.floor((fromMs + untilMs) / 2);
  return [
    { of, fromMs, untilMs: middleMs },
    { of, fromMs: middleMs, untilMs },
  ];
}

function isOwner(name: string): boolean {
  return ownerMetrics.includes(name);
}

/** What has come so far. */
class Collected {
  /** By their keys: what failed midway comes twice. */
  readonly series = new Map<number, Labels>();
  readonly owners: Labels[] = [];
  readonly warnings: string[] = [];
  isPartial = false;
  /** Series of all kinds. */
  rows = 0;
  /** In a row. */
  refusals = 0;
  readonly #most: number;
  /** Each value once: a name of a pod stands in all of its series. */
  readonly #texts = new Map<string, string>();

  constructor(most: number) {
    this.#most = most;
  }

  take(row: unknown): void {
    this.rows++;
    if (!isLabels(row)) return;
    if (!isSaneSize(row)) {
      const warning = `a series of ${row['__name__'] ?? 'no name'} has labels of more than 64 KiB; it is left out`;
      if (!this.warnings.includes(warning)) this.warnings.push(warning);
      return;
    }
    const labels = this.#shared(row);
    if (isOwner(labels['__name__'] ?? '')) this.owners.push(labels);
    else if (this.series.size <= this.#most) this.series.set(seriesKey(row), labels);
  }

  #shared(row: Labels): Labels {
    const labels: Record<string, string> = row;
    for (const name in labels) {
      const value = labels[name] ?? '';
      const known = this.#texts.get(value);
      if (known === undefined) this.#texts.set(value, value);
      else labels[name] = known;
    }
    return labels;
  }
}

function isLabels(entry: unknown): entry is Labels {
  return (
    typeof entry === 'object' &&
    entry !== null &&
    Object.values(entry).every((value) => typeof value === 'string')
  );
}
