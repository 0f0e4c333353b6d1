import fc from 'fast-check';
import { test } from 'vitest';
import type { Figures } from '../../src/model/reading.ts';
import type { RelabelRule } from '../../src/model/relabel.ts';
import { parseGoroutineTotal, parseMemStats } from '../../src/scrape/parse-mem-stats.ts';
import { parseMetricsPage } from '../../src/scrape/parse-metrics-page.ts';
import { isNeededMetric, readingOfMetrics } from '../../src/scrape/reading-of-metrics.ts';
import { relabelSamples } from '../../src/scrape/relabel-samples.ts';
import { createMetrics } from '../../src/serve/metrics.ts';
import { heapPage } from '../scrape/heap-page.ts';
import { everyEvent } from '../support/events.ts';
import { leakTarget, sawtoothTarget, snapshot } from '../support/snapshots.ts';
import { fuzz } from './support/fuzz.ts';
import { mutatedText } from './support/mutated.ts';

const rules: readonly RelabelRule[] = [
  {
    ...{ action: 'labelmap', sourceLabels: [], separator: ';', regex: '(.*)_total', modulus: 1n },
    ...{ targetLabel: '', replacement: '$1', names: 'utf8' },
  },
  {
    ...{ action: 'replace', sourceLabels: ['__name__', 'le'], separator: ';', modulus: 1n },
    ...{ regex: '(.*);(.+)', targetLabel: '__name__', replacement: '$1 $2', names: 'utf8' },
  },
];

/** Pages of prom-client, Go's own and Java's names, in both formats. */
async function pages(): Promise<string[]> {
  const metrics = createMetrics('1.2.3');
  for (const event of everyEvent()) metrics.said(event);
  const { text } = await metrics.page(snapshot([leakTarget(), sawtoothTarget()]));
  const go = [
    '# HELP go_memstats_heap_inuse_bytes Bytes in use.',
    '# TYPE go_memstats_heap_inuse_bytes gauge',
    'go_memstats_heap_inuse_bytes 3.1e+06',
    'go_memstats_next_gc_bytes 4e6 1700000000000',
    'go_gc_duration_seconds{quantile="0.5"} NaN',
    'go_goroutines 17',
    'process_resident_memory_bytes 1.2345678e+07',
    'process_start_time_seconds 1.70000000012e+09',
    'jvm_memory_used_bytes{area="heap",id="G1 Eden \\"x\\"\\n\\\\"} 1.5E7',
    'http_request_duration_seconds_bucket{le="+Inf",} 5 # {trace_id="a"} 0.5 1.7e9',
  ].join('\n');
  const open = [
    '# TYPE process_resident_memory_bytes gauge',
    '{"process_resident_memory_bytes"} 1.2e7 1700000000.5',
    '{"a.b",c="d"} 5',
    '# EOF\n',
  ].join('\n');
  return [text, go, `${go}\n`, open, heapPage];
}

function areNumbers(figures: Figures): void {
  for (const [name, value] of Object.entries(figures)) {
    if (!Number.isFinite(value)) throw new Error(`${name} is ${value}`);
  }
}

test('metrics pages', async () => {
  await fuzz({
    name: 'exposition',
    cases: 20_000,
    inputs: fc.tuple(mutatedText(await pages()), fc.boolean(), fc.boolean()),
    run: ([text, all, forced]) => {
      const samples = parseMetricsPage(text, {
        ...(all ? {} : { keep: isNeededMetric }),
        ...(forced ? { format: 'openmetrics' as const } : {}),
      });
      if (!samples.ok) return;
      const kept = all
        ? relabelSamples(samples.value, rules, { job: 'a', le: 'b' })
        : samples.value;
      const reading = readingOfMetrics(kept, { nowMs: 1, instance: 'a' });
      if (reading.ok) areNumbers(reading.value.figures);
    },
    mostMs: 500,
    mostPeakMiB: 200,
  });
});

test("the texts of Go's pprof endpoint", async () => {
  await fuzz({
    name: 'pprof texts',
    cases: 5_000,
    inputs: mutatedText([heapPage, 'goroutine profile: total 17\n1 @ 0x1 0x2\n']),
    run: (text) => {
      parseGoroutineTotal(text);
      const figures = parseMemStats(text);
      if (figures.ok) areNumbers(figures.value);
    },
    mostMs: 500,
    mostPeakMiB: 100,
  });
});
