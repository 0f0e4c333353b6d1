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
  for (const page of pagesOf(samples)) {
    const about = { nowMs: page.stamp * msPerStamp, instance: page.instance };
    const reading = readingOfMetrics(page.samples, about);
    // A time at which only a counter was written down: a gap.
    if (!reading.ok) continue;
    const known = reading.value.limitBytes ?? limit;
    yield known === null ? reading.value : { ...reading.value, limitBytes: known };
  }
}

/** All samples of one time and one instance. */
type Page = { readonly stamp: number; readonly instance: string; readonly samples: MetricSample[] };

/** In the order of time, instances of one time by name. */
function* pagesOf({ times, values, ofSeries, series, count }: Samples): Generator<Page> {
  const seriesAt = (place: number) => series[ofSeries.at(place)] ?? noSeries;
  const order = sortedPlaces(count, (a, b) => {
    const later = times.at(a) - times.at(b);
    return later === 0 ? compareTexts(seriesAt(a).instance, seriesAt(b).instance) : later;
  });
  let page: Page | null = null;
  for (const place of order) {
    const { name, labels, instance } = seriesAt(place);
    const stamp = times.at(place);
    if (page !== null && (page.stamp !== stamp || page.instance !== instance)) {
      yield page;
      page = null;
    }
    page ??= { stamp, instance, samples: [] };
    page.samples.push({ name, labels, value: values.at(place) });
  }
  if (page !== null) yield page;
}

const noSeries: Series = { name: '', labels: {}, instance: '' };

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function identityOf(labels: Labels): Labels {
  return Object.fromEntries(
    identifying.flatMap((name) => {
      const value = labels[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
