import { describe, expect, test } from 'vitest';
import type { DiscoveryState } from '../../src/model/discovery.ts';
import { limits } from '../../src/model/limits.ts';
import { failure, success } from '../../src/model/result.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { countScrapes } from '../../src/serve/count-scrapes.ts';
import { LimitBook } from '../../src/serve/limit-book.ts';
import { createMetrics, type Metrics } from '../../src/serve/metrics.ts';
import type { Deps } from '../../src/watch/deps.ts';
import { everyEvent } from '../support/events.ts';
import {
  coldTarget,
  downTarget,
  incident,
  leakTarget,
  quietTarget,
  sawtoothTarget,
  snapshot,
  target,
} from '../support/snapshots.ts';
import { verdict } from '../support/verdict.ts';

const everything = snapshot(
  [quietTarget('checkout', 'a:1'), downTarget(), sawtoothTarget(), coldTarget(), leakTarget()],
  { incidents: [incident()] },
);

/** The lines of a page that begin with `sawtooth_NAME`, without HELP and TYPE. */
async function lines(metrics: Metrics, name: string, of: Snapshot = everything) {
  const { text } = await metrics.page(of);
  return text.split('\n').filter((line) => new RegExp(`^sawtooth_${name}[{ ]`).test(line));
}

describe('what the snapshot says', () => {
  const cases: [name: string, expected: string[]][] = [
    [
      'targets',
      [
        'sawtooth_targets{health="unknown"} 1',
        'sawtooth_targets{health="up"} 3',
        'sawtooth_targets{health="down"} 1',
      ],
    ],
    ['series', ['sawtooth_series 3']],
    [
      'incidents',
      [
        'sawtooth_incidents{state="pending"} 0',
        'sawtooth_incidents{state="firing"} 1',
        'sawtooth_incidents{state="resolved"} 0',
      ],
    ],
    [
      'leak_rate_bytes_per_second',
      [
        'sawtooth_leak_rate_bytes_per_second{workload="goleaky"} 2516582.4',
        'sawtooth_leak_rate_bytes_per_second{workload="shop/cart"} 720000',
      ],
    ],
    [
      'time_to_limit_seconds',
      [
        'sawtooth_time_to_limit_seconds{workload="goleaky"} 83',
        'sawtooth_time_to_limit_seconds{workload="shop/cart"} 263',
      ],
    ],
  ];
  test.each(cases)('%s', async (name, expected) => {
    expect(await lines(createMetrics('1.2.3'), name)).toEqual(expected);
  });

  test('each workload has exactly one verdict, the worst of its targets', async () => {
    const both = snapshot([
      quietTarget('w', 'a:1'),
      quietTarget('w', 'b:1', { verdict: verdict('leak', 'alarm') }),
    ]);
    expect(await lines(createMetrics('1'), 'verdict', both)).toEqual([
      'sawtooth_verdict{workload="w",verdict="insufficient-data"} 0',
      'sawtooth_verdict{workload="w",verdict="steady"} 0',
      'sawtooth_verdict{workload="w",verdict="leak"} 1',
      'sawtooth_verdict{workload="w",verdict="sawtooth"} 0',
    ]);
  });

  test('of who cannot be seen no growth and no forecast is told, and of a workload those of its other targets', async () => {
    const leak = leakTarget();
    const down = { ...leak, health: 'down' as const };
    const alone = snapshot([down]);
    const metrics = createMetrics('1');
    for (const name of ['leak_rate_bytes_per_second', 'time_to_limit_seconds']) {
      expect(await lines(metrics, name)).toHaveLength(2);
      expect(await lines(metrics, name, alone)).toEqual([]);
      const seen = await lines(metrics, name, snapshot([leak]));
      expect(await lines(metrics, name, snapshot([down, leak]))).toEqual(seen);
      expect(seen).toHaveLength(1);
    }
    const { workload } = leak.target;
    expect(await lines(metrics, 'verdict', alone)).toContain(
      `sawtooth_verdict{workload="${workload}",verdict="leak"} 1`,
    );
  });

  test('of very many workloads those that leak have series, and it is said how many have none', async () => {
    const many = Array.from({ length: 3000 }, (_, i) => quietTarget(`w${i}`, `w${i}:1`));
    const of = snapshot([...many, sawtoothTarget()]);
    const metrics = createMetrics('1');
    const verdicts = await lines(metrics, 'verdict', of);
    expect(verdicts).toHaveLength(4 * 2000);
    expect(verdicts).toContain('sawtooth_verdict{workload="goleaky",verdict="sawtooth"} 1');
    expect(await lines(metrics, 'workloads_left_out', of)).toEqual([
      'sawtooth_workloads_left_out 1001',
    ]);
  });

  test('a workload that is gone is gone from the page', async () => {
    const metrics = createMetrics('1');
    expect(await lines(metrics, 'verdict')).not.toEqual([]);
    expect(await lines(metrics, 'verdict', snapshot([]))).toEqual([]);
  });

  test('series of stores count, and those that are left out', async () => {
    const feed = {
      name: 'fleet (http://127.0.0.1:9090)',
      health: 'up',
      lastError: null,
      lastRoundAtMs: 0,
      lastRoundMs: 1500,
      series: 40_000,
      seriesLeftOut: 7,
      seriesLimit: 50_000,
    } as const;
    const many = Array.from({ length: 1001 }, (_, i) => quietTarget(`quiet-${i}`, `a:${i}`));
    const fleet = { ...snapshot([...many, leakTarget()], {}), feeds: [feed] };
    const metrics = createMetrics('1.0.0');
    expect(await lines(metrics, 'series_left_out', fleet)).toEqual(['sawtooth_series_left_out 7']);
    expect(await lines(metrics, 'series', fleet)).toEqual(['sawtooth_series 41002']);
    expect(await lines(metrics, 'query_round_seconds', fleet)).toEqual([
      'sawtooth_query_round_seconds{feed="fleet (http://127.0.0.1:9090)"} 1.5',
    ]);
    expect(await lines(metrics, 'query_up', fleet)).toHaveLength(1);
    expect(await lines(metrics, 'query_series_limit', fleet)).toEqual([
      'sawtooth_query_series_limit{feed="fleet (http://127.0.0.1:9090)"} 50000',
    ]);
    expect(await lines(metrics, 'query_series', fleet)).toEqual([
      'sawtooth_query_series{feed="fleet (http://127.0.0.1:9090)"} 40000',
    ]);
  });

  test('goroutines a second are no bytes a second', async () => {
    const one = snapshot([
      quietTarget('w', 'a:1', { verdict: verdict('leak', 'alarm', { signal: 'goroutines' }) }),
    ]);
    expect(await lines(createMetrics('1'), 'leak_rate_bytes_per_second', one)).toEqual([]);
  });
});

test('what discovery knows stands on the page, for as long as it knows it', async () => {
  const metrics = createMetrics('1');
  const provider = { job: 'pods', mechanism: 'kubernetes', failures: 3, problem: '403' } as const;
  const found = {
    isSettled: true,
    providers: [provider],
    targets: new Map([['pods', 7]]),
    dropped: new Map([['pods', 2]]),
    limits: new Map([['pods', 9]]),
    droppedLabels: [],
  };
  const figures = async (state: DiscoveryState) => {
    const { text } = await metrics.page(snapshot([]), state);
    return text.split('\n').filter((line) => /^sawtooth_discover\S+ /.test(line));
  };
  expect(await figures(found)).toEqual([
    'sawtooth_discovered_targets{job="pods"} 7',
    'sawtooth_discovered_targets_limit{job="pods"} 9',
    'sawtooth_discovery_dropped_targets{job="pods"} 2',
    'sawtooth_discovery_failing{job="pods",mechanism="kubernetes"} 1',
    'sawtooth_discovery_failures_total{job="pods",mechanism="kubernetes"} 3',
  ]);
  expect(await figures(found)).toHaveLength(5);
  const none = {
    providers: [],
    isSettled: true,
    targets: new Map(),
    dropped: new Map(),
    limits: new Map(),
    droppedLabels: [],
  };
  expect(await figures(none)).toEqual([]);
});

test('what may fail is counted from 0 on, so that its first failure is an increase', async () => {
  const metrics = createMetrics('1');
  metrics.queues(() => [{ receiver: 'pager', length: 0 }]);
  expect(await lines(metrics, 'notifications_total')).toEqual([
    'sawtooth_notifications_total{receiver="pager"} 0',
  ]);
  expect(await lines(metrics, 'notification_failures_total')).toEqual([
    'sawtooth_notification_failures_total{receiver="pager"} 0',
  ]);
  const captures = await lines(metrics, 'captures_total');
  expect(captures).toContain('sawtooth_captures_total{role="incident",result="failed"} 0');
  expect(captures).toHaveLength(10);
});

test('what the engine says is counted', async () => {
  const metrics = createMetrics('1');
  for (const event of everyEvent()) metrics.said(event);
  const captured = await lines(metrics, 'captures_total');
  expect(captured.filter((line) => !line.endsWith(' 0'))).toEqual([
    'sawtooth_captures_total{role="incident",result="stored"} 1',
    'sawtooth_captures_total{role="incident",result="failed"} 1',
  ]);
  expect(await lines(metrics, 'capture_bytes_total')).toEqual([
    'sawtooth_capture_bytes_total 12345',
  ]);
  expect(await lines(metrics, 'notifications_total')).toEqual([
    'sawtooth_notifications_total{receiver="demo"} 1',
  ]);
  expect(await lines(metrics, 'notification_failures_total')).toEqual([
    'sawtooth_notification_failures_total{receiver="pager"} 1',
  ]);
  // Accepted, then rejected.
  expect(await lines(metrics, 'config_last_reload_successful')).toEqual([
    'sawtooth_config_last_reload_successful 0',
  ]);
});

test('every scrape is counted, save one that our own stop cut short', async () => {
  const metrics = createMetrics('1');
  const answers = [success({ atMs: 0, instance: 'a', figures: {} }), failure('refused')];
  const deps = { scrape: async () => answers.shift() ?? failure('stopped') } as unknown as Deps;
  const counted = countScrapes(deps, metrics);
  const stop = new AbortController();
  const ask = () => counted.scrape(target('w', 'a:1'), stop.signal);
  expect([(await ask()).ok, (await ask()).ok]).toEqual([true, false]);
  stop.abort();
  await ask();
  expect(await lines(metrics, 'scrapes_total')).toEqual(['sawtooth_scrapes_total 2']);
  expect(await lines(metrics, 'scrape_failures_total')).toEqual([
    'sawtooth_scrape_failures_total 1',
  ]);
  expect(await lines(metrics, 'scrape_duration_seconds_count')).toEqual([
    'sawtooth_scrape_duration_seconds_count 2',
  ]);
});

test('two registries do not meet, and every family has its help', async () => {
  createMetrics('1');
  const { text, contentType } = await createMetrics('1.2.3').page(everything);
  expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(text).toContain(`sawtooth_build_info{version="1.2.3",node="${process.versions.node}"} 1`);
  const families = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  expect(families.filter(([, name]) => name?.startsWith('sawtooth_'))).toHaveLength(33);
  for (const [, name = '', type] of families) {
    expect(text).toContain(`# HELP ${name} `);
    expect({ name, isTotal: name.endsWith('_total') }).toEqual({
      name,
      isTotal: type === 'counter',
    });
  }
});

test('the process tells of itself under the names that Prometheus users know', async () => {
  const { text } = await createMetrics('1').page(snapshot([]));
  const value = (name: string) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
  expect(value('process_start_time_seconds')).toBeLessThanOrEqual(Date.now() / 1000);
  expect(value('process_resident_memory_bytes')).toBeGreaterThan(1e7);
  expect(value('process_cpu_seconds_total')).toBeGreaterThan(0);
  expect(value('process_open_fds')).toBeGreaterThan(2);
  expect(value('nodejs_heap_size_used_bytes')).toBeGreaterThan(1e6);
  expect(value('nodejs_external_memory_bytes')).toBeGreaterThan(0);
  expect(value('nodejs_eventloop_lag_seconds')).toBeLessThan(60);
  expect(text).not.toMatch(/nodejs_active|nodejs_version|nodejs_heap_space/);
});

test('how near each limit is: two gauges, of what passed, of what is so, and of what the page itself knows', async () => {
  const metrics = createMetrics('1');
  const book = new LimitBook(() => 0);
  book.note({ limit: 'captures_in_flight', used: 4 });
  metrics.limits(async (shown) => book.figures([...shown, { limit: 'connections', used: 9 }]));
  metrics.stored({ bytes: 70, limitBytes: 100, goneWorkloads: 13 });
  const feed = {
    ...({
      name: 'fleet',
      health: 'up',
      lastError: null,
      lastRoundAtMs: 0,
      lastRoundMs: 1,
    } as const),
    ...{ series: 40_000, seriesLeftOut: 7, seriesLimit: 50_000 },
  };
  const found: DiscoveryState = {
    ...{ providers: [], isSettled: true, dropped: new Map(), droppedLabels: [] },
    targets: new Map([
      ['few', 2],
      ['many', 7],
    ]),
    limits: new Map([
      ['few', 2],
      ['many', 700],
    ]),
  };
  const { text } = await metrics.page({ ...everything, feeds: [feed] }, found);
  const figures = (name: string) =>
    Object.fromEntries(
      [...text.matchAll(new RegExp(`^${name}\\{limit="(\\w+)"\\} (\\S+)$`, 'gm'))].map(
        ([, limit = '', value]) => [limit, Number(value)],
      ),
    );
  const used = figures('sawtooth_limit_used');
  const most = figures('sawtooth_limit');
  expect(Object.keys(used)).toEqual(Object.keys(most));
  expect(used).toMatchObject({
    ...{ captures_in_flight: 4, connections: 9, storage_bytes: 70, query_series: 40_000 },
    ...{ targets_of_job: 2, workloads_with_series: 3, listed_entries: 5, snoozes: 0 },
    workloads_stored: 13,
  });
  expect(most).toMatchObject({
    ...{ captures_in_flight: 4, connections: 512, storage_bytes: 100, query_series: 50_000 },
    ...{ targets_of_job: 2, snoozes: 1000 },
  });
  // Each but `answer_bytes`, which nothing has told of.
  expect(Object.keys(limits).filter((name) => !(name in used))).toEqual(['answer_bytes']);
});
