import {
  coordinateSources,
  type FigureSource,
  figureSources,
  isNoLimit,
  type PrometheusName,
} from '../model/figure-names.ts';
import { legacyName } from '../model/label-name.ts';
import type { FigureName, Figures, LifeEnd, Reading } from '../model/reading.ts';
import { failure, type Result, success } from '../model/result.ts';
import { endOfReason } from './end-of-reason.ts';
import type { MetricSample } from './parse-metrics-page.ts';

/** kube-state-metrics: 1 for the reason why the container's life before this one ended. */
export const terminatedReason = 'kube_pod_container_status_last_terminated_reason';

const needed = new Set([
  ...[...Object.values(figureSources), ...Object.values(coordinateSources)].flatMap(
    ({ prometheus }) => prometheus.map(({ name }) => name),
  ),
  terminatedReason,
]);

/** Figures that say how much memory is held; counters and settings do not. */
const memoryFigures = (Object.keys(figureSources) as FigureName[]).filter(
  (figure) =>
    figureSources[figure].unit === 'bytes' && !['allocTotal', 'goMemoryLimit'].includes(figure),
);

/** The metrics that say how much memory is held. */
export const memoryMetricNames: readonly string[] = memoryFigures.flatMap((figure) =>
  figureSources[figure].prometheus.map(({ name }) => name),
);
const memoryMetrics = new Set(memoryMetricNames);
const settingMetrics = new Set([
  ...Object.values(coordinateSources).flatMap(({ prometheus }) =>
    prometheus.map(({ name }) => name),
  ),
  ...figureSources.goMemoryLimit.prometheus.map(({ name }) => name),
  terminatedReason,
]);

/** Whether a metric says how much memory is held. */
export function isMemoryMetric(name: string): boolean {
  return memoryMetrics.has(name);
}

/** Whether a metric says what holds for longer than its own time: a limit, a start, a version. */
export function isSettingMetric(name: string): boolean {
  return settingMetrics.has(name) || name.endsWith('_build_info');
}

/** Whether a reading can use samples of this name: the filter for `parseMetricsPage`. */
export function isNeededMetric(name: string): boolean {
  const older = olderName(name);
  return needed.has(older) || older.endsWith('_build_info');
}

/**
 * The name by which a metric is known here, `process_resident_memory_bytes` of `process.resident_memory_bytes`: what it
 * is to a Prometheus that takes the older ones alone. A name that is none of these has a dot, or is not known anyway.
 */
function olderName(name: string): string {
  return name.includes('.') ? legacyName(name) : name;
}

/**
 * What one metrics page says of one process (src/model/figure-names.ts holds the names). A figure
 * whose samples could be of several processes is left out. Fails when no memory figure is left.
 */
export function readingOfMetrics(
  samples: readonly MetricSample[],
  about: { readonly nowMs: number; readonly instance: string },
): Result<Reading> {
  const byName = Map.groupBy(samples, ({ name }) => olderName(name));
  const figures: Partial<Record<FigureName, number>> = {};
  for (const figure of figuresOn(byName)) {
    const value = figureOf(figureSources[figure], byName);
    if (value !== null && !(figure === 'goMemoryLimit' && isNoLimit(value)))
      figures[figure] = value;
  }
  if (!memoryFigures.some((figure) => figures[figure] !== undefined)) {
    return failure(
      'the page holds no memory figure of one process that is known here ' +
        '(such as process_resident_memory_bytes, go_memstats_heap_inuse_bytes or nodejs_heap_size_used_bytes). ' +
        "Register the client library's process and runtime metrics there, or check the path",
    );
  }
  const reading = { atMs: about.nowMs, instance: about.instance, figures };
  return success({ ...reading, ...coordinates(byName, figures) });
}

const figureNames = Object.keys(figureSources) as FigureName[];
/** Metric → the figures that it may carry. */
const carried = new Map<string, Set<FigureName>>();
for (const figure of figureNames) {
  for (const { name } of figureSources[figure].prometheus) {
    carried.set(name, (carried.get(name) ?? new Set()).add(figure));
  }
}

/** The figures that a page can have; most have few of the many. */
function figuresOn(byName: ByName): ReadonlySet<FigureName> {
  const found = new Set<FigureName>();
  for (const name of byName.keys()) for (const figure of carried.get(name) ?? []) found.add(figure);
  return found;
}

type ByName = ReadonlyMap<string, readonly MetricSample[]>;

function figureOf({ prometheus, many }: FigureSource, byName: ByName): number | null {
  for (const wanted of prometheus) {
    const values = valuesOf(wanted, byName);
    if (values.length === 1 || (values.length > 1 && many === 'sum')) {
      return values.reduce((sum, value) => sum + value, 0);
    }
  }
  return null;
}

/** An exabyte, or what a program allocates in thirty years at a gigabyte a second; sums of it stay finite. */
const largest = 1e18;

function valuesOf({ name, where = {} }: PrometheusName, byName: ByName): number[] {
  const matching = (byName.get(name) ?? []).filter(({ labels }) =>
    Object.entries(where).every(([label, value]) => labels[label] === value),
  );
  // The JVM reports −1 where it has no figure.
  return matching.map(({ value }) => value).filter((value) => value >= 0 && value <= largest);
}

function coordinates(byName: ByName, figures: Figures): Partial<Reading> {
  const startSeconds = figureOf(coordinateSources.startAt, byName);
  const restarts = figureOf(coordinateSources.restarts, byName);
  // The kernel's limit kills, Go's only makes it collect more: the former counts where both are known.
  const kernelLimit = figureOf(coordinateSources.limit, byName);
  const limit =
    kernelLimit === null || isNoLimit(kernelLimit) ? figures.goMemoryLimit : kernelLimit;
  const version = versionOf(byName);
  const lastExit = lastExitOf(byName);
  return {
    ...(startSeconds === null ? {} : { startAtMs: startSeconds * 1000 }),
    ...(restarts === null ? {} : { restarts }),
    ...(limit === undefined ? {} : { limitBytes: limit }),
    ...(version === null ? {} : { version }),
    ...(lastExit === undefined ? {} : { lastExit }),
  };
}

function lastExitOf(byName: ByName): LifeEnd | undefined {
  const reason = (byName.get(terminatedReason) ?? []).find(({ value }) => value === 1);
  return endOfReason(reason?.labels['reason'] ?? '');
}

/** The program's own `…_build_info`; Go's, of the main module, where there is not exactly one. */
function versionOf(byName: ByName): string | null {
  const versions = [...byName]
    .filter(([name]) => name.endsWith('_build_info') && name !== 'go_build_info')
    .map(([, [first]]) => first?.labels['version'] ?? '');
  const own = versions.length === 1 ? versions[0] : '';
  const ofModule = byName.get('go_build_info')?.[0]?.labels['version'] ?? '';
  return own || (ofModule === '(devel)' ? '' : ofModule) || null;
}
