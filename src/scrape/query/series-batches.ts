import type { Labels } from '../../model/labels.ts';
import type { QueriedWorkload } from './group-workloads.ts';
import { type Matcher, selectorOf } from './selector.ts';
import { seriesKey } from './series-key.ts';

/** Series that one query can ask for. */
export type SeriesBatch = {
  /** What the query's selector has beside the names of metrics. */
  readonly match: string;
  readonly matchers: readonly Matcher[];
  /** The names of their metrics. */
  readonly names: readonly string[];
  /** `seriesKey` of each; the selector may match others too. */
  readonly keys: ReadonlySet<number>;
};

/** Values of one label in one query: with 200 pod names it stays below what servers and proxies take. */
const mostValues = 200;

/** The labels that narrow a query down to a workload, for series with a pod, of Docker, and others. */
const shapes = [
  ['namespace', 'pod', 'container'],
  ['instance', 'name'],
  ['job', 'instance'],
] as const;

/** The queries for all series of these workloads. `match` is added to each; empty: nothing is. */
export function seriesBatches(workloads: readonly QueriedWorkload[], match: string): SeriesBatch[] {
  const processes = workloads.flatMap((workload) => workload.processes);
  const batches: SeriesBatch[] = [];
  const byShape = Map.groupBy(processes, ({ series }) => shapeOf(series[0] ?? {}));
  for (const [shape, of] of byShape) {
    for (let from = 0; from < of.length; from += mostValues) {
      const series = of.slice(from, from + mostValues).flatMap((process) => process.series);
      batches.push({
        match,
        matchers: [...shape, ...clusterOf(series)].map((label) => matcherOf(label, series)),
        names: valuesOf('__name__', series),
        keys: new Set(series.map(seriesKey)),
      });
    }
  }
  return batches;
}

/** The selector for those series of a batch that have one of these names. */
export function batchSelector({ match, matchers }: SeriesBatch, names: readonly string[]): string {
  return selectorOf(match, [{ label: '__name__', values: names }, ...matchers]);
}

function shapeOf(labels: Labels): readonly string[] {
  if (labels['pod'] !== undefined) return shapes[0];
  return labels['__name__']?.startsWith('container_') === true ? shapes[1] : shapes[2];
}

/** Of several clusters that have the same pods only what is read here; where none has a name it says nothing. */
function clusterOf(series: readonly Labels[]): readonly string[] {
  return series.some(({ cluster }) => cluster) ? ['cluster'] : [];
}

/** A label that some of the series lack matches the empty value. */
function matcherOf(label: string, series: readonly Labels[]): Matcher {
  return { label, values: valuesOf(label, series) };
}

function valuesOf(label: string, series: readonly Labels[]): string[] {
  return [...new Set(series.map((labels) => labels[label] ?? ''))].sort();
}
