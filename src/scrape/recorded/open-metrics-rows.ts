import { type Labels, processOf } from '../../model/labels.ts';
import type { Reading } from '../../model/reading.ts';
import { failure, success } from '../../model/result.ts';
import { type MetricSample, parseMetricsPage } from '../parse-metrics-page.ts';
import { isNeededMetric, readingOfMetrics } from '../reading-of-metrics.ts';
import { CommonLabels } from './common-labels.ts';
import { GrowingColumn } from './growing-column.ts';
import type { RecordedOptions } from './recording.ts';
import { sortedPlaces } from './sorted-places.ts';
import type { LineReader } from './table-rows.ts';

const identifying = ['workload', 'pod', 'container', 'instance'];

/** Everything of a sample but its time and its value. */
type Series = { readonly name: string; readonly labels: Labels; readonly instance: string };

/** Samples by column, as they came. */
type Samples = {
  readonly times: GrowingColumn;
  readonly values: GrowingColumn;
  readonly ofSeries: GrowingColumn;
  readonly series: Series[];
  count: number;
};

/**
 * OpenMetrics (or Prometheus) text with timestamps: the samples of one time and one instance are one
 * reading, however far apart they stand. Those without a timestamp are left out. Timestamps are
 * seconds where the text ends with `# EOF`, else milliseconds, as their formats have it.
 */
export function openMetricsRows(options: RecordedOptions): LineReader {
  const samples: Samples = {
    times: new GrowingColumn(),
    values: new GrowingColumn(),
    ofSeries: new GrowingColumn(),
    series: [],
    count: 0,
  };
  const places = new Map<string, number>();
  let isOpenMetrics = false;
  return {
    line(text) {
      if (text.startsWith('#')) {
        isOpenMetrics ||= text.startsWith('# EOF');
        return success(undefined);
      }
      const page = parseMetricsPage(text, { keep: isNeededMetric, format: 'prometheus' });
      if (!page.ok) return failure(page.reason.replace(/^line 1 of the page, /, ''), page.cause);
      const [sample] = page.value;
      if (sample !== undefined) add(samples, places, sample);
      return success(undefined);
    },
    end() {
      if (samples.count === 0) {
        return failure(
          'no memory figure with a timestamp; a recording needs one behind each value ' +
            '(promtool tsdb dump-openmetrics writes them)',
        );
      }
      const common = new CommonLabels();
      for (const { labels } of samples.series) common.observe(identityOf(labels));
      const readings = readingsOf(samples, isOpenMetrics ? 1000 : 1, options);
      return success({ readings, labels: common.labels, empty: 0 });
    },
  };
}

function add(samples: Samples, places: Map<string, number>, sample: MetricSample): void {
  const { name, labels, value, timestampMs } = sample;
  if (timestampMs === undefined) return;
  const key = name + JSON.stringify(labels);
  const place = places.get(key) ?? samples.series.length;
  if (place === samples.series.length) {
    places.set(key, place);
    samples.series.push({ name, labels, instance: processOf(labels) });
  }
  samples.times.set(samples.count, timestampMs);
  samples.values.set(samples.count, value);
  samples.ofSeries.set(samples.count, place);
  samples.count++;
}

function* readingsOf(
  samples: Samples,
  msPerStamp: number,
  { limit }: RecordedOptions,
): Generator<Reading> {
  const { times, values, series } = samples;
  const seriesAt = (i: number) => series[samples.ofSeries.at(i)];
  const instanceAt = (i: number) => seriesAt(i)?.instance ?? '';
  const order = sortedPlaces(samples.count, (a, b) => {
    const later = times.at(a) - times.at(b);
    if (later !== 0) return later;
    return instanceAt(a) < instanceAt(b) ? -1 : instanceAt(a) > instanceAt(b) ? 1 : 0;
  });
  for (let from = 0; from < order.length; ) {
    const first = order[from] ?? 0;
    const [atMs, instance] = [times.at(first) * msPerStamp, instanceAt(first)];
    const page: MetricSample[] = [];
    for (; from < order.length; from++) {
      const i = order[from] ?? 0;
      if (times.at(i) !== times.at(first) || instanceAt(i) !== instance) break;
      const of = seriesAt(i);
      if (of !== undefined) page.push({ name: of.name, labels: of.labels, value: values.at(i) });
    }
    const reading = readingOfMetrics(page, { nowMs: atMs, instance });
    // A time at which only a counter was written down: a gap.
    if (!reading.ok) continue;
    const known = reading.value.limitBytes ?? limit;
    yield known === null ? reading.value : { ...reading.value, limitBytes: known };
  }
}

function identityOf(labels: Labels): Labels {
  return Object.fromEntries(
    identifying.flatMap((name) => {
      const value = labels[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
