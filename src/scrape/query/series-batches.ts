import type { Labels } from '../../model/labels.ts';
import type { QueriedWorkload } from './group-workloads.ts';
import { type Matcher, selectorOf } from './selector.ts';
import { seriesKey } from './series-key.ts';

/** Series that one query can ask for. */
export type SeriesBatch = {
  readonly selector: string;
  /** `seriesKey` of each; the selector may match others too. */
  readonly keys: ReadonlySet<string>;
};

/** Values of one label in one query: with 200 pod names it stays below what servers and proxies take. */
const mostValues = 200;

/** The labels that narrow a query down to one workload, for series with a pod, of Docker, and others. */
const shapes = [
  ['namespace', 'pod', 'container'],
  ['instance', 'name'],
  ['job', 'instance'],
] as const;

/** The queries for all series of a workload. `match` is added to each; empty: nothing is. */
export function seriesBatches({ processes }: QueriedWorkload, match: string): SeriesBatch[] {
  const batches: SeriesBatch[] = [];
  const byShape = Map.groupBy(processes, ({ series }) => shapeOf(series[0] ?? {}));
  for (const [shape, of] of byShape) {
    for (let from = 0; from < of.length; from += mostValues) {
      const series = of.slice(from, from + mostValues).flatMap((process) => process.series);
      batches.push({
        selector: selectorOf(
          match,
          ['__name__', ...shape].map((label) => matcherOf(label, series)),
        ),
        keys: new Set(series.map(seriesKey)),
      });
    }
  }
  return batches;
}

function shapeOf(labels: Labels): readonly string[] {
  if (labels['pod'] !== undefined) return shapes[0];
  return labels['__name__']?.startsWith('container_') === true ? shapes[1] : shapes[2];
}

/** A label that some of the series lack matches the empty value. */
function matcherOf(label: string, series: readonly Labels[]): Matcher {
  return { label, values: [...new Set(series.map((labels) => labels[label] ?? ''))].sort() };
}
