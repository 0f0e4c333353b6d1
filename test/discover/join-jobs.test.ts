import { expect, test } from 'vitest';
import { JobTargets, staticGroups } from '../../src/discover/job-targets.ts';
import { joinJobs } from '../../src/discover/join-jobs.ts';
import type { ScrapeConfig } from '../../src/model/config.ts';
import { fingerprint } from '../../src/model/labels.ts';
import type { Target } from '../../src/model/target.ts';

const job: ScrapeConfig = {
  jobName: 'shop',
  source: null,
  scheme: 'http',
  metricsPath: '/metrics',
  params: {},
  scrapeIntervalMs: 15_000,
  scrapeTimeoutMs: 10_000,
  bodySizeLimitBytes: 0,
  staticTargets: [{ address: 'a:1', labels: {} }],
  discovery: [],
  relabel: [],
  metricRelabel: [],
  targetLimits: { targets: 0, labels: 0, labelNameLength: 0, labelValueLength: 0 },
  limitBytes: null,
  workloadLabels: ['job'],
  profiles: null,
  http: { headers: {} },
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
