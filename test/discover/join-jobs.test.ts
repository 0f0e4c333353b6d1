import { describe, expect, test } from 'vitest';
import { JobTargets, staticGroups } from '../../src/discover/job-targets.ts';
import { joinJobs } from '../../src/discover/join-jobs.ts';
import type { ScrapeConfig } from '../../src/model/config.ts';
import { fingerprint } from '../../src/model/labels.ts';
import { type RelabelRule, relabelDefaults } from '../../src/model/relabel.ts';
import type { Target } from '../../src/model/target.ts';
import { scrapeConfig } from '../support/scrape-config.ts';

const job: ScrapeConfig = {
  ...scrapeConfig,
  staticTargets: [{ address: 'a:1', labels: {} }],
};

function join(...jobs: readonly Partial<ScrapeConfig>[]) {
  return joinJobs(
    jobs.map((over) => {
      const one = { ...job, ...over };
      return { job: new JobTargets(one), groups: [...staticGroups(one).values()] };
    }),
  );
}

function targets(...jobs: readonly Partial<ScrapeConfig>[]): readonly Target[] {
  return join(...jobs).targets;
}

const at = (address: string, labels = {}) => ({ staticTargets: [{ address, labels }] });
const profiles = {
  address: '{{host}}:6060',
  path: '/debug/pprof',
  kinds: ['heap'],
  gc: false,
  minIntervalMs: 60_000,
} as const;

test.each<[string, Partial<ScrapeConfig>, object]>([
  [
    'the address is the instance',
    {},
    {
      source: 'metrics',
      url: 'http://a:1/metrics',
      workload: 'shop',
      labels: { job: 'shop', instance: 'a:1' },
      profiles: null,
    },
  ],
  [
    'own labels win',
    at('a:1', { job: 'x', instance: 'i', team: 't' }),
    { labels: { job: 'x', instance: 'i', team: 't' }, workload: 'x' },
  ],
  [
    'an empty instance is none',
    at('a:1', { instance: '', team: '' }),
    { labels: { job: 'shop', instance: 'a:1' } },
  ],
  [
    'labels with __ say what is asked and go',
    at('a:1', { __scheme__: 'https', __metrics_path__: '/m', __param_x: '9' }),
    { url: 'https://a:1/m?x=9', labels: { job: 'shop', instance: 'a:1' } },
  ],
  [
    'params',
    { params: { module: ['a', 'b'], x: ['1'] }, ...at('a:1', { __param_module: 'c' }) },
    { url: 'http://a:1/metrics?module=c&module=b&x=1' },
  ],
  [
    'workload labels',
    { workloadLabels: ['job', 'container', 'none'], ...at('a:1', { container: 'c' }) },
    { workload: 'shop/c' },
  ],
  [
    'pprof at its usual path',
    { source: 'pprof' },
    {
      source: 'pprof',
      url: 'http://a:1/debug/pprof',
      profiles: { url: 'http://a:1/debug/pprof', kinds: ['heap', 'goroutine'] },
    },
  ],
  [
    'pprof told by the path',
    { metricsPath: '/x/debug/pprof/' },
    { source: 'pprof', url: 'http://a:1/x/debug/pprof' },
  ],
  [
    'profiles beside it',
    { profiles },
    { profiles: { url: 'http://a:6060/debug/pprof', kinds: ['heap'], gc: false } },
  ],
  [
    'profiles of an IPv6 host',
    { profiles, ...at('[::1]:9') },
    { url: 'http://[::1]:9/metrics', profiles: { url: 'http://[::1]:6060/debug/pprof' } },
  ],
  [
    'profiles at the same address',
    { scheme: 'https', profiles: { ...profiles, address: null, path: 'p/' } },
    { profiles: { url: 'https://a:1/p' } },
  ],
  [
    'profiles at a template of the address',
    { profiles: { ...profiles, address: 'http://proxy/{{ address }}' } },
    { profiles: { url: 'http://proxy/a:1/debug/pprof' } },
  ],
  ['limits', { limitBytes: 5, bodySizeLimitBytes: 6 }, { limitBytes: 5, bodySizeLimitBytes: 6 }],
  [
    'a process',
    { source: 'process', ...at('pid:7') },
    { source: 'process', url: 'pid:7', labels: { job: 'shop', instance: 'pid:7' } },
  ],
])('%s', (_, over, expected) => {
  const [target] = targets(over);
  expect(target).toMatchObject(expected);
  if ('labels' in expected) expect(target?.labels).toEqual(expected.labels);
  expect(target?.id).toBe(fingerprint(target?.labels ?? {}));
});

test('equal labels are one target, each address of each job is its own', () => {
  const two = {
    staticTargets: [
      { address: 'a:1', labels: {} },
      { address: 'b:1', labels: {} },
    ],
  };
  expect(targets(two, two, { jobName: 'other' }).map(({ labels }) => labels)).toEqual([
    { job: 'shop', instance: 'a:1' },
    { job: 'shop', instance: 'b:1' },
    { job: 'other', instance: 'a:1' },
  ]);
});

const rules = (...given: readonly Partial<RelabelRule>[]) =>
  given.map((rule) => ({ ...relabelDefaults, ...rule }));
const put = (targetLabel: string, replacement: string) => rules({ targetLabel, replacement });

describe('relabelled', () => {
  test.each<[string, Partial<ScrapeConfig>, object]>([
    [
      'the address',
      { relabel: put('__address__', 'b:2') },
      { url: 'http://b:2/metrics', labels: { instance: 'b:2' } },
    ],
    [
      'the instance',
      { relabel: put('instance', 'i') },
      { url: 'http://a:1/metrics', labels: { instance: 'i' } },
    ],
    [
      'scheme, path and a parameter',
      {
        relabel: [
          ...put('__scheme__', 'https'),
          ...put('__metrics_path__', 'm'),
          ...put('__param_x', 'y z'),
        ],
      },
      { url: 'https://a:1/m?x=y+z' },
    ],
    [
      'interval and timeout',
      { relabel: [...put('__scrape_interval__', '1m30s'), ...put('__scrape_timeout__', '500ms')] },
      { scrapeIntervalMs: 90_000, scrapeTimeoutMs: 500 },
    ],
    ['the limit', { relabel: put('__memory_limit__', '1GiB') }, { limitBytes: 2 ** 30 }],
    ['the limit in bytes', { relabel: put('__memory_limit__', '1000') }, { limitBytes: 1000 }],
    [
      'the limit of the job before that of the pod',
      { limitBytes: 5, ...at('a:1', { __meta_sawtooth_memory_limit: '7' }) },
      { limitBytes: 5 },
    ],
    ['the limit of the pod', at('a:1', { __meta_sawtooth_memory_limit: '7' }), { limitBytes: 7 }],
    [
      'where profiles are',
      {
        relabel: [
          ...put('__profiles_address__', 'a:6060'),
          ...put('__profiles_path__', '/debug/pprof/allocs'),
          ...put('__profiles_scheme__', 'https'),
          ...put('__profiles_kinds__', 'memory,cpu'),
        ],
      },
      { profiles: { url: 'https://a:6060/debug/pprof', kinds: ['heap'], gc: true } },
    ],
    [
      'where profiles are, over what the job says',
      { profiles, relabel: put('__profiles_path__', '/x') },
      { profiles: { url: 'http://a:6060/x', kinds: ['heap'], gc: false } },
    ],
    [
      'that there are no profiles',
      { profiles, relabel: put('__profiles_kinds__', 'cpu') },
      { profiles: null },
    ],
    [
      'a pprof endpoint by its annotated path',
      { relabel: put('__metrics_path__', '/debug/pprof/heap') },
      {
        source: 'pprof',
        url: 'http://a:1/debug/pprof',
        profiles: { url: 'http://a:1/debug/pprof' },
      },
    ],
  ])('%s', (_, over, expected) => {
    expect(join(over)).toMatchObject({ targets: [expected], refused: [] });
  });

  test.each<[string, Partial<ScrapeConfig>, RegExp]>([
    ['no address', { relabel: put('__address__', '') }, /without an address/],
    ['a path in the address', { relabel: put('__address__', 'a/b') }, /"a\/b" is no address/],
    [
      'an address that is none',
      { relabel: put('__address__', 'a:99999') },
      /"a:99999" is no address/,
    ],
    [
      'an address without end',
      { relabel: put('__address__', 'a'.repeat(9999)) },
      /"a{120}…" is no address/,
    ],
    ['a scheme', { relabel: put('__scheme__', 'ftp') }, /a:1: "ftp" is no scheme/],
    [
      'an interval',
      { relabel: put('__scrape_interval__', '1.5h') },
      /a:1: __scrape_interval__: "1.5h" is no duration/,
    ],
    ['an interval of nothing', { relabel: put('__scrape_interval__', '0s') }, /longer than 0/],
    [
      'a timeout beyond it',
      { relabel: put('__scrape_timeout__', '1h') },
      /__scrape_timeout__ is longer than/,
    ],
    ['a limit', { relabel: put('__memory_limit__', '5x') }, /__memory_limit__: "5x" is no size/],
    [
      'a limit beyond all numbers',
      { relabel: put('__memory_limit__', '9'.repeat(400)) },
      /__memory_limit__: "9+…?" is no size/,
    ],
    [
      'a label set of ten megabytes',
      at('a:1', { note: 'x'.repeat(10_000_000) }),
      /a:1: its labels take 9766 KiB, more than the 64 KiB/,
    ],
    [
      'too many labels',
      { targetLimits: { ...job.targetLimits, labels: 1 } },
      /it has 2 labels, more than the 1 \(label_limit\) which job shop allows/,
    ],
    [
      'more labels than any target has, where nobody says how many it may have',
      at('a:1', Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`l${i}`, 'x']))),
      /it has 302 labels, more than the 256 \(label_limit\)/,
    ],
    [
      'a long name',
      { targetLimits: { ...job.targetLimits, labelNameLength: 4 } },
      /the name "instance" is longer than the 4 \(label_name_length_limit\)/,
    ],
    [
      'a long value',
      { targetLimits: { ...job.targetLimits, labelValueLength: 3 } },
      /the value of "job" is longer than the 3 \(label_value_length_limit\)/,
    ],
  ])('to %s: refused with a sentence', (_, over, reason) => {
    const { targets: none, refused } = join(over);
    expect(none).toEqual([]);
    expect(refused).toEqual([{ job: 'shop', reason: expect.stringMatching(reason) }]);
  });
});

describe('several targets', () => {
  const three = {
    staticTargets: ['a:1', 'b:1', 'c:1'].map((address) => ({ address, labels: {} })),
  };

  test('that end with equal labels: one is kept, the others are said', () => {
    const { targets: kept, refused } = join({ ...three, relabel: put('instance', 'same') });
    expect(kept.map(({ url }) => url)).toEqual(['http://a:1/metrics']);
    expect(refused).toEqual([
      {
        job: 'shop',
        reason:
          'http://b:1/metrics has the same labels as http://a:1/metrics (instance "same") and is not watched; tell them apart by relabelling (and 1 more)',
      },
    ]);
  });

  test('that end as the same target are one, and there is nothing to say', () => {
    const { targets: kept, refused } = join({ ...three, relabel: put('__address__', 'd:1') });
    expect(kept.map(({ url }) => url)).toEqual(['http://d:1/metrics']);
    expect(refused).toEqual([]);
  });

  test('without a target_limit twenty thousand are, and it is said how many are not', () => {
    const staticTargets = Array.from({ length: 20_003 }, (_, i) => ({
      address: `h${i}:1`,
      labels: {},
    }));
    const { perJob, refused, limits } = join({ staticTargets });
    expect([perJob.get('shop'), limits.get('shop')]).toEqual([20_000, 20_000]);
    expect(refused[0]?.reason).toBe(
      '20003 targets were found, target_limit allows 20000: 3 of them are not watched',
    );
  });

  test('beyond target_limit are not watched, and counted', () => {
    const {
      targets: kept,
      refused,
      perJob,
    } = join({
      ...three,
      targetLimits: { ...job.targetLimits, targets: 2 },
    });
    expect(kept.map(({ url }) => url)).toEqual(['http://a:1/metrics', 'http://b:1/metrics']);
    expect(perJob.get('shop')).toBe(2);
    expect(refused[0]?.reason).toBe(
      '3 targets were found, target_limit allows 2: 1 of them are not watched',
    );
  });

  test('what is written may be link-local, what is found may not', () => {
    const one = { ...job, ...at('169.254.169.254:80') };
    const jobTargets = new JobTargets(one);
    const found = {
      source: 'pod/a/b',
      labels: {},
      targets: [{ __address__: '169.254.169.254:81' }],
    };
    const groups = [...staticGroups(one).values(), found];
    const { targets: both } = joinJobs([{ job: jobTargets, groups }]);
    expect(both.map(({ http }) => http.allowLinkLocal)).toEqual([true, undefined]);
  });
});

test('each workload of a job is watched by one shard, with all of its instances, by its relabelled labels', () => {
  const staticTargets = Array.from({ length: 60 }, (_, i) => ({
    address: `h${i}:1`,
    labels: { app: `service-${i % 20}` },
  }));
  const rule = { ...relabelDefaults, sourceLabels: ['app'], targetLabel: 'team' };
  const workload = { staticTargets, relabel: [rule], workloadLabels: ['team'] };
  const shards = [0, 1, 2].map((index) => targets({ ...workload, shard: { index, count: 3 } }));
  const all = shards.flat();
  expect(new Set(all.map(({ id }) => id)).size).toBe(60);
  expect(all).toHaveLength(60);
  const teams = shards.map((own) => new Set(own.map(({ workload: name }) => name)));
  expect(teams.reduce((sum, { size }) => sum + size, 0)).toBe(20);
  expect(teams.every(({ size }) => size > 0)).toBe(true);
});

test('shared by a label, all that has one value of it is watched by one shard', () => {
  const staticTargets = Array.from({ length: 60 }, (_, i) => ({
    address: `h${i}:1`,
    labels: { app: `service-${i}`, namespace: `team-${i % 12}` },
  }));
  const shards = [0, 1, 2].map((index) =>
    targets({
      staticTargets,
      workloadLabels: ['app'],
      shard: { index, count: 3, by: 'namespace' },
    }),
  );
  expect(shards.flat()).toHaveLength(60);
  const namespaces = shards.map((own) => new Set(own.map(({ labels }) => labels['namespace'])));
  expect(namespaces.reduce((sum, { size }) => sum + size, 0)).toBe(12);
});

test('profiles of a job can be in a store, found by what its targets are called', () => {
  const store = {
    in: 'parca',
    url: 'http://parca:7070',
    selector: null,
    windowMs: 300_000,
    http: { headers: {} },
  } as const;
  const [target] = targets({ profiles: { ...profiles, store } });
  expect(target?.profiles).toMatchObject({
    url: 'http://parca:7070',
    gc: false,
    stored: { in: 'parca', selector: '{job="shop",instance="a:1"}', lacks: [] },
  });
});
