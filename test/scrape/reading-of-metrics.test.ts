import { collectDefaultMetrics, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { coordinateSources, figureSources } from '../../src/model/figure-names.ts';
import { parseMetricsPage } from '../../src/scrape/parse-metrics-page.ts';
import { isNeededMetric, readingOfMetrics } from '../../src/scrape/reading-of-metrics.ts';

function read(page: string) {
  const parsed = parseMetricsPage(page, { keep: isNeededMetric });
  if (!parsed.ok) throw new Error(parsed.reason);
  return readingOfMetrics(parsed.value, { nowMs: 5000, instance: 'a:1' });
}

const rss = 'process_resident_memory_bytes 100\n';
const rssFigure = { figures: { rss: 100 } };

test.each<[string, string, unknown]>([
  [
    'Go',
    `${rss}go_memstats_heap_inuse_bytes 5\ngo_memstats_alloc_bytes_total 9\ngo_goroutines 7\ngo_threads 4\nprocess_open_fds 3
go_gc_heap_live_bytes 2\nprocess_cpu_seconds_total 1.5\nprocess_start_time_seconds 1.7e9\ngo_gc_gomemlimit_bytes 512
go_gc_duration_seconds{quantile="0.5"} 8\ngo_gc_duration_seconds_count 6\ngo_build_info{version="v1.2"} 1\n`,
    {
      figures: {
        rss: 100,
        heapInuse: 5,
        allocTotal: 9,
        goroutines: 7,
        threads: 4,
        openFds: 3,
        heapLive: 2,
        cpuSeconds: 1.5,
        goMemoryLimit: 512,
        gcCount: 6,
      },
      startAtMs: 1.7e12,
      limitBytes: 512,
      version: 'v1.2',
    },
  ],
  [
    'no GOMEMLIMIT is math.MaxInt64',
    `${rss}go_gc_gomemlimit_bytes 9.223372036854776e+18`,
    rssFigure,
  ],
  [
    'the heap areas of a JVM, without the one that has no figure',
    'jvm_memory_used_bytes{area="heap",id="Eden"} 1\njvm_memory_used_bytes{area="heap",id="Old"} 2\njvm_memory_used_bytes{area="heap",id="X"} -1\njvm_memory_used_bytes{area="nonheap"} 4',
    { figures: { heapUsed: 3 } },
  ],
  [
    'requests of all handlers',
    `${rss}http_requests_total{path="/a"} 3\nhttp_requests_total{path="/b"} 4`,
    { figures: { rss: 100, requestsTotal: 7 } },
  ],
  [
    'several processes on one page',
    `${rss}process_open_fds{p="1"} 3\nprocess_open_fds{p="2"} 4`,
    rssFigure,
  ],
  [
    'a page that was asked for names as they are',
    '{"process.resident_memory_bytes","host.name"="h"} 100\n{"app.build_info",version="v3"} 1',
    { ...rssFigure, version: 'v3' },
  ],
  ['NaN is no figure', `${rss}go_goroutines NaN`, rssFigure],
  ['the first name of the table wins', `${rss}process_memory_usage_bytes 7`, rssFigure],
  [
    "the kernel's limit before Go's",
    `${rss}go_gc_gomemlimit_bytes 90\ncontainer_spec_memory_limit_bytes 120`,
    { figures: { rss: 100, goMemoryLimit: 90 }, limitBytes: 120 },
  ],
  ["cAdvisor's 0 is no limit", `${rss}container_spec_memory_limit_bytes 0`, rssFigure],
])('%s', (_, page, expected) => {
  expect(read(page)).toEqual({
    ok: true,
    value: { atMs: 5000, instance: 'a:1', ...(expected as object) },
  });
});

test('a page without memory says which metrics are looked for', () => {
  expect(read('go_goroutines 5\nprocess_cpu_seconds_total 1')).toMatchObject({
    ok: false,
    reason: expect.stringContaining('process_resident_memory_bytes'),
  });
});

test("prom-client's own page is understood", async () => {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const reading = read(await register.metrics());
  expect(reading).toMatchObject({
    ok: true,
    value: {
      figures: {
        rss: expect.any(Number),
        heapUsed: expect.any(Number),
        external: expect.any(Number),
      },
    },
  });
});

test('no column and no metric feeds two figures', () => {
  const sources = [...Object.values(figureSources), ...Object.values(coordinateSources)];
  const columns = sources.map(({ column }) => column);
  const names = sources.flatMap(({ prometheus }) => prometheus.map(({ name }) => name));
  expect(new Set(columns).size).toBe(columns.length);
  expect(new Set(names).size).toBe(names.length);
});
