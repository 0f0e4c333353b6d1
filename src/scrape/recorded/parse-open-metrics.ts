import { processOf } from '../../model/labels.ts';
import { failure, type Result } from '../../model/result.ts';
import { type MetricSample, parseMetricsPage } from '../parse-metrics-page.ts';
import { isNeededMetric, readingOfMetrics } from '../reading-of-metrics.ts';
import { assemble } from './assemble.ts';
import type { RecordedOptions, Recording } from './recording.ts';
import type { Row } from './row-reader.ts';

const identifying = ['workload', 'pod', 'container', 'instance'];

/**
 * OpenMetrics (or Prometheus) text with timestamps → a recording: the samples of one time and one
 * instance are one reading. Those without a timestamp are left out.
 */
export function parseOpenMetrics(text: string, options: RecordedOptions): Result<Recording> {
  const page = parseMetricsPage(text, { keep: isNeededMetric });
  if (!page.ok) return page;
  const rows: Row[] = [];
  for (const samples of groupsOf(page.value).values()) {
    const row = rowOf(samples, options);
    if (row !== null) rows.push(row);
  }
  if (rows.length > 0) return assemble(rows);
  return failure(
    'no memory figure with a timestamp; a recording needs one behind each value ' +
      '(promtool tsdb dump-openmetrics writes them)',
  );
}

function groupsOf(samples: readonly MetricSample[]): Map<string, MetricSample[]> {
  const groups = new Map<string, MetricSample[]>();
  for (const sample of samples) {
    if (sample.timestampMs === undefined) continue;
    const key = `${sample.timestampMs} ${processOf(sample.labels)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [sample]);
    else group.push(sample);
  }
  return groups;
}

function rowOf(samples: readonly MetricSample[], { limit }: RecordedOptions): Row | null {
  const [first] = samples;
  if (first?.timestampMs === undefined) return null;
  const about = { nowMs: first.timestampMs, instance: processOf(first.labels) };
  const reading = readingOfMetrics(samples, about);
  // A time at which only a counter was written down: a gap.
  if (!reading.ok) return null;
  const known = reading.value.limitBytes ?? limit;
  const labels = Object.fromEntries(
    identifying.flatMap((name) => {
      const value = first.labels[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const limited = known === null ? {} : { limitBytes: known };
  return { reading: { ...reading.value, ...limited }, labels, empty: 0 };
}
