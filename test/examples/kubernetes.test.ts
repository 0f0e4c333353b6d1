import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { JobTargets } from '../../src/discover/job-targets.ts';
import { joinJobs } from '../../src/discover/join-jobs.ts';
import { podSchema } from '../../src/discover/kubernetes/pod.ts';
import { podGroup } from '../../src/discover/kubernetes/pod-group.ts';
import { failure } from '../../src/model/result.ts';

const file = 'examples/kubernetes/pods-by-annotation.yaml';
const { config, problems } = loadConfig(file, readFileSync(file, 'utf8'), {
  readFile: () => failure('it names no file'),
  glob: () => [],
});

const container = (name: string, memory: string, ...ports: readonly [string, number][]) => ({
  name,
  resources: { limits: { memory } },
  ports: ports.map(([port, containerPort]) => ({ name: port, containerPort })),
});

/** What becomes of a pod with these annotations and containers. */
function targetsOf(
  annotations: Readonly<Record<string, string>>,
  over: { containers?: object[]; ip?: string; phase?: string; owner?: object } = {},
) {
  const { containers = [container('app', '1Gi', ['http', 8080])] } = over;
  const pod = podSchema.parse({
    metadata: {
      name: 'cart-5d8f9c7b64-x2v9k',
      namespace: 'shop',
      annotations,
      ownerReferences: [
        { kind: 'ReplicaSet', name: 'cart-5d8f9c7b64', controller: true, ...over.owner },
      ],
    },
    spec: { containers },
    status: { podIP: over.ip ?? '10.0.0.1', phase: over.phase ?? 'Running' },
  });
  const groups = [podGroup(pod)];
  const jobs = (config?.scrapeConfigs ?? []).map((job) => ({ job: new JobTargets(job), groups }));
  const { targets, refused } = joinJobs(jobs);
  expect(refused).toEqual([]);
  return targets.map(({ url, profiles, labels, workload, limitBytes, source }) => ({
    source,
    url,
    profiles: profiles === null ? null : `${profiles.url} ${profiles.kinds.join('+')}`,
    workload,
    limitBytes,
    labels,
  }));
}

const memory = 'profiles.grafana.com/memory';
const page = { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9090' };

test('it is right', () => {
  expect(problems).toEqual([]);
});

test('a pod without annotations is not watched, nor one that has ended', () => {
  expect(targetsOf({})).toEqual([]);
  expect(targetsOf({ 'prometheus.io/scrape': 'false' })).toEqual([]);
  expect(targetsOf(page, { phase: 'Succeeded' })).toEqual([]);
});

test('a metrics page', () => {
  expect(
    targetsOf({ ...page, 'prometheus.io/path': '/m', 'prometheus.io/scheme': 'https' }),
  ).toEqual([
    {
      source: 'metrics',
      url: 'https://10.0.0.1:9090/m',
      profiles: null,
      workload: 'shop/cart',
      limitBytes: 2 ** 30,
      labels: {
        job: 'pods',
        instance: '10.0.0.1:9090',
        namespace: 'shop',
        pod: 'cart-5d8f9c7b64-x2v9k',
        workload: 'cart',
      },
    },
  ]);
});

test.each([
  ['ReplicaSet', 'cart-5d8f9c7b64', 'cart'],
  ['StatefulSet', 'db', 'db'],
  ['DaemonSet', 'agent', 'agent'],
  ['Job', 'sweep-28345670', 'sweep'],
  ['Job', 'migrate-2', 'migrate-2'],
])('the workload of a pod of the %s %s is %s, by any annotation', (kind, name, workload) => {
  for (const annotations of [page, { [`${memory}.scrape`]: 'true', [`${memory}.port`]: '6060' }]) {
    expect(targetsOf(annotations, { owner: { kind, name } })).toMatchObject([
      { workload: `shop/${workload}` },
    ]);
  }
});

test('a metrics page and profiles beside it are one target', () => {
  const both = {
    ...page,
    [`${memory}.scrape`]: 'true',
    [`${memory}.port`]: '6060',
    [`${memory}.path`]: '/debug/pprof/allocs',
    'profiles.grafana.com/goroutine.scrape': 'true',
    'profiles.grafana.com/service_repository': 'https://example.com/shop/cart',
    'profiles.grafana.com/service_git_ref': 'v1.2',
  };
  expect(targetsOf(both)).toMatchObject([
    {
      url: 'http://10.0.0.1:9090/metrics',
      profiles: 'http://10.0.0.1:6060/debug/pprof heap+goroutine',
      labels: {
        service_repository: 'https://example.com/shop/cart',
        service_git_ref: 'v1.2',
      },
    },
  ]);
});

test('profiles alone, at a number and on IPv6', () => {
  expect(targetsOf({ [`${memory}.scrape`]: 'true', [`${memory}.port`]: '6060' })).toMatchObject([
    {
      source: 'pprof',
      url: 'http://10.0.0.1:6060/debug/pprof',
      profiles: 'http://10.0.0.1:6060/debug/pprof heap',
      labels: { job: 'pods-pprof' },
    },
  ]);
  const six = targetsOf(
    { [`${memory}.scrape`]: 'true', [`${memory}.port`]: '6060' },
    { ip: 'fd00::1' },
  );
  expect(six).toMatchObject([{ url: 'http://[fd00::1]:6060/debug/pprof' }]);
});

test('profiles at a port by its name, whatever else the pod has', () => {
  const containers = [
    container('proxy', '64Mi', ['admin', 15000]),
    container('app', '1Gi', ['http', 8080], ['pprof', 6060]),
  ];
  const named = { [`${memory}.scrape`]: 'true', [`${memory}.port_name`]: 'pprof' };
  const expected = [
    { source: 'pprof', url: 'http://10.0.0.1:6060/debug/pprof', limitBytes: 2 ** 30 },
  ];
  expect(targetsOf(named, { containers })).toMatchObject(expected);
  expect(targetsOf({ ...page, ...named }, { containers })).toMatchObject(expected);
});

test('several containers with one annotated port: the limit is its owner’s, or nobody’s', () => {
  const proxy = container('proxy', '64Mi', ['admin', 15000]);
  const owner = container('app', '1Gi', ['http', 8080], ['metrics', 9090]);
  const silent = container('app', '1Gi', ['http', 8080]);
  const url = 'http://10.0.0.1:9090/metrics';
  expect(targetsOf(page, { containers: [proxy, owner] })).toMatchObject([
    { url, limitBytes: 2 ** 30 },
  ]);
  expect(targetsOf(page, { containers: [owner, proxy] })).toMatchObject([
    { url, limitBytes: 2 ** 30 },
  ]);
  expect(targetsOf(page, { containers: [proxy, silent] })).toMatchObject([
    { url, limitBytes: undefined },
  ]);
});
