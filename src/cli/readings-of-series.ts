import type { InputSeries } from '../config/load-rule-tests.ts';
import { type Labels, processOf } from '../model/labels.ts';
import type { Reading } from '../model/reading.ts';
import type { MetricSample } from '../scrape/parse-metrics-page.ts';
import { readingOfMetrics } from '../scrape/reading-of-metrics.ts';

/** The readings of one workload, in the order of time, and the labels of its instances. */
export type WorkloadReadings = {
  readonly workload: string;
  readonly readings: readonly Reading[];
  /** By instance: the labels that all of its series have. */
  readonly labels: ReadonlyMap<string, Labels>;
};

/**
 * Series in promtool's notation → what scrapes of their processes would have read: the values of
 * one step and one instance go through the same mapping as a metrics page. The workload is the label
 * `workload`, else the job. A step without a memory figure is a missed scrape.
 */
export function readingsOfSeries(
  series: readonly InputSeries[],
  intervalMs: number,
): WorkloadReadings[] {
  const workloads = Map.groupBy(series, ({ labels }) => labels['workload'] ?? labels['job'] ?? '');
  return [...workloads].map(([workload, own]) => {
    const instances = Map.groupBy(own, ({ labels }) => processOf(labels));
    const readings = [...instances].flatMap(([instance, its]) =>
      readingsOf(its, instance, intervalMs),
    );
    return {
      workload,
      readings: readings.toSorted((a, b) => a.atMs - b.atMs),
      labels: new Map([...instances].map(([instance, its]) => [instance, sharedLabels(its)])),
    };
  });
}

function readingsOf(
  series: readonly InputSeries[],
  instance: string,
  intervalMs: number,
): Reading[] {
  const longest = Math.max(...series.map(({ steps }) => steps.length));
  return Array.from({ length: longest }, (_, i) => {
    const page: MetricSample[] = series.flatMap(({ name, labels, steps }) => {
      const value = steps[i];
      return typeof value === 'number' ? [{ name, labels, value }] : [];
    });
    const reading = readingOfMetrics(page, { nowMs: i * intervalMs, instance });
    return reading.ok ? [reading.value] : [];
  }).flat();
}

function sharedLabels(series: readonly InputSeries[]): Labels {
  const [first, ...others] = series.map(({ labels }) => Object.entries(labels));
  const shared = (first ?? []).filter(([name, value]) =>
    others.every((other) => other.some(([n, v]) => n === name && v === value)),
  );
  return Object.fromEntries(shared);
}
