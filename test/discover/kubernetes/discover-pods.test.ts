import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { discoverPods } from '../../../src/discover/kubernetes/discover-pods.ts';
import type { KubernetesDiscovery } from '../../../src/discover/kubernetes/namespaces-of.ts';
import type { Found, Surroundings } from '../../../src/discover/provider.ts';
import { closeHttpAgents } from '../../../src/http/agents.ts';
import { loopbackCert } from '../../http/certificate.ts';
import { FakeKubernetes } from '../../support/fake-kubernetes.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(closeHttpAgents);

const config: KubernetesDiscovery = {
  kind: 'kubernetes',
  apiServer: null,
  namespaces: [],
  ownNamespace: false,
  labelSelector: '',
  fieldSelector: '',
  http: { headers: {} },
};

/** Pauses are a hundredth of what they are. */
const around: Surroundings = {
  sleep: async (ms, signal) => {
    await delay(ms / 100, undefined, { signal }).catch(() => undefined);
  },
  random: () => 1,
  env: {},
  serviceAccount: '/nowhere',
};

/** A cluster, and what the provider has found in it so far. */
async function cluster(
  over: Partial<KubernetesDiscovery> = {},
  world: Partial<Surroundings> = {},
  prepare: (api: FakeKubernetes) => void = () => {},
) {
  const api = new FakeKubernetes();
  prepare(api);
  const apiServer = await api.start();
  const said: Found[] = [];
  const stop = new AbortController();
  const done = discoverPods({ ...config, apiServer, ...over })(
    (found) => said.push(found),
    { ...around, ...world },
    stop.signal,
  );
  ends.push(async () => {
    stop.abort();
    await done;
    await api.stop();
  });
  const pods = () => {
    const groups = said.findLast((found) => found.groups !== null)?.groups ?? new Map();
    return [...groups.keys()].sort();
  };
  const problem = () => said.at(-1)?.problem;
  const expectPods = (...names: readonly string[]) => expect.poll(pods).toEqual(names);
  const watched = () => expect.poll(() => api.watchers).toBe(1);
  return { api, said, pods, problem, expectPods, watched, stop, done };
}

describe('pods of a cluster', () => {
  test('are listed, then come, change and go as the server says', async () => {
    const { api, expectPods, said } = await cluster({}, {}, (one) => {
      one.put({ name: 'a', ip: '10.0.0.1', ports: [['http', 80]] });
    });
    await expectPods('shop/a');
    api.put({ name: 'b', ip: '10.0.0.2' });
    await expectPods('shop/a', 'shop/b');
    api.put({ name: 'a', ip: '10.0.0.9', ports: [['http', 80]] });
    await expect
      .poll(() => said.at(-1)?.groups?.get('shop/a')?.targets[0]?.['__address__'])
      .toBe('10.0.0.9:80');
    api.remove('a');
    await expectPods('shop/b');
  });

  test('come in pages of five hundred', async () => {
    const { api, pods } = await cluster({}, {}, (one) => {
      for (let i = 0; i < 1203; i++) one.put({ name: `p${i}`, ip: '10.0.0.1' });
    });
    await expect.poll(() => pods().length).toBe(1203);
    expect(api.asked.filter((url) => !url.includes('watch='))).toEqual([
      '/api/v1/pods?limit=500',
      '/api/v1/pods?limit=500&continue=page-1',
      '/api/v1/pods?limit=500&continue=page-2',
    ]);
  });

  test('of some namespaces, and of those that a label selects', async () => {
    const { api, expectPods } = await cluster(
      { namespaces: ['shop', 'pay'], labelSelector: 'app=x' },
      {},
      (one) => {
        one.put({ name: 'a', ip: '10.0.0.1', labels: { app: 'x' } });
        one.put({ name: 'b', ip: '10.0.0.2', labels: { app: 'y' } });
        one.put({ name: 'c', ip: '10.0.0.3', namespace: 'pay', labels: { app: 'x' } });
        one.put({ name: 'd', ip: '10.0.0.4', namespace: 'other', labels: { app: 'x' } });
      },
    );
    await expectPods('pay/c', 'shop/a');
    expect(api.asked[0]).toBe('/api/v1/namespaces/shop/pods?labelSelector=app%3Dx&limit=500');
  });

  test('a watch goes on from the last bookmark when it ends', async () => {
    const { api, expectPods, watched } = await cluster();
    await watched();
    api.compact();
    api.bookmark();
    await delay(50);
    api.endWatches();
    await expect.poll(() => api.asked.filter((url) => url.includes('watch=')).length).toBe(2);
    api.put({ name: 'a', ip: '10.0.0.1' });
    await expectPods('shop/a');
    expect(api.asked.filter((url) => !url.includes('watch='))).toHaveLength(1);
  });

  test('a version that is too old means a new list, and what went meanwhile is gone', async () => {
    const { api, expectPods, watched } = await cluster({}, {}, (one) => {
      one.put({ name: 'a', ip: '10.0.0.1' });
      one.put({ name: 'b', ip: '10.0.0.2' });
    });
    await watched();
    api.faults.push({ matching: /watch=/, fault: { status: 500 } });
    api.endWatches();
    api.remove('a');
    api.compact();
    await expectPods('shop/b');
    expect(api.asked.filter((url) => !url.includes('watch='))).toHaveLength(2);
  });

  test('410 as the status of a watch, or of a page, means the same', async () => {
    const { api, expectPods } = await cluster({}, {}, (one) => {
      one.faults.push({ matching: /continue=/, fault: { status: 410 } });
      one.faults.push({ matching: /watch=/, fault: { status: 410 } });
      for (let i = 0; i < 501; i++)
        one.put({ name: `p${i}`, ip: '10.0.0.1', labels: { i: `${i}` } });
    });
    await expect.poll(() => api.watchers).toBe(1);
    for (let i = 1; i < 501; i++) api.remove(`p${i}`);
    await expectPods('shop/p0');
    expect(api.asked.filter((url) => /limit=500$/.test(url))).toHaveLength(3);
  });

  test('what is known stays while the server fails, and its failure is told until it is well', async () => {
    const { api, pods, problem, said, watched, expectPods } = await cluster({}, {}, (one) => {
      one.put({ name: 'a', ip: '10.0.0.1' });
    });
    await watched();
    for (let i = 0; i < 3; i++) api.faults.push({ matching: /./, fault: { status: 503 } });
    api.endWatches();
    await expect.poll(problem).toMatch(/overloaded or not ready \(503\)/);
    expect(pods()).toEqual(['shop/a']);
    await expect.poll(problem).toBeNull();
    // A list is there again before a watch is: until then what failed is said.
    expect(said.filter((found) => found.problem !== null)).toHaveLength(4);
    api.put({ name: 'b', ip: '10.0.0.2' });
    await expectPods('shop/a', 'shop/b');
  });

  test.each<[string, Parameters<FakeKubernetes['faults']['push']>[0]['fault'], RegExp]>([
    ['a half answer', 'half', /broke off/],
    ['403', { status: 403 }, /may not list or watch the pods of all namespaces \(403.*Grant it/],
    ['401', { status: 401 }, /does not know this account \(401/],
    ['404', { status: 404 }, /there is no such page \(404\). Check api_server/],
  ])('%s of a list is told, and asked again', async (_, fault, reason) => {
    const { said, expectPods } = await cluster({}, {}, (one) => {
      one.put({ name: 'a', ip: '10.0.0.1' });
      one.faults.push({ matching: /limit=/, fault });
    });
    await expectPods('shop/a');
    expect(said[0]).toMatchObject({ groups: null, problem: expect.stringMatching(reason) });
  });

  test('why a watch was ended is told without our token, if that is repeated', async () => {
    const http = { headers: {}, authorization: 'Bearer s3cret-token' };
    const { api, said, watched } = await cluster({ http });
    await watched();
    api.failWatches('no: Bearer s3cret-token');
    const told = () => said.flatMap(({ problem }) => problem ?? []).join();
    await expect.poll(told).toMatch(/the server ended the watch: no: <secret>\./);
  });

  test('a watch that breaks off in an event goes on before it', async () => {
    const { api, said, watched, expectPods } = await cluster();
    await watched();
    api.faults.push({ matching: /watch=/, fault: 'half' });
    api.endWatches();
    await expect.poll(() => said.some(({ problem }) => problem?.includes('broke off'))).toBe(true);
    api.put({ name: 'a', ip: '10.0.0.1' });
    await expectPods('shop/a');
  });

  test('who may list and not watch sees what changes all the same, and is told about it', async () => {
    const { api, said, problem, expectPods } = await cluster({}, {}, (one) => {
      one.watchStatus = 403;
      one.put({ name: 'a', ip: '10.0.0.1' });
    });
    await expect.poll(problem).toMatch(/may not list or watch the pods of all namespaces \(403/);
    api.put({ name: 'b', ip: '10.0.0.2' });
    api.remove('a');
    await expectPods('shop/b');
    // Neither comes nor goes with each list.
    const since = said.findIndex((found) => found.problem !== null);
    expect(said.slice(since).every((found) => found.problem !== null)).toBe(true);
    api.watchStatus = null;
    await expect.poll(problem).toBeNull();
  });

  test('an error within a watch means a new list', async () => {
    const { api, expectPods, watched } = await cluster();
    await watched();
    api.faults.push({ matching: /watch=/, fault: 'error-event' });
    api.endWatches();
    await expect.poll(() => api.asked.filter((url) => !url.includes('watch=')).length).toBe(2);
    api.put({ name: 'a', ip: '10.0.0.1' });
    await expectPods('shop/a');
  });

  test.each(['same-page', 'next-page'] as const)(
    'a list that never ends is told (%s)',
    async (endless) => {
      const { problem } = await cluster({}, {}, (one) => {
        one.endless = endless;
      });
      await expect.poll(problem, { timeout: 15_000 }).toMatch(/page follows page without an end/);
    },
    20_000,
  );

  test('a server that wants a pause gets it', async () => {
    const slept: number[] = [];
    const sleep: Surroundings['sleep'] = (ms, signal) => {
      slept.push(ms);
      return around.sleep(Math.min(ms, 1000), signal);
    };
    const { expectPods } = await cluster({}, { sleep }, (one) => {
      one.put({ name: 'a', ip: '10.0.0.1' });
      one.faults.push({ matching: /limit=/, fault: { status: 429, retryAfter: '45' } });
      one.faults.push({ matching: /watch=/, fault: { status: 429, retryAfter: '90000' } });
    });
    await expectPods('shop/a');
    await expect.poll(() => slept.length).toBeGreaterThan(1);
    expect(slept.slice(0, 2)).toEqual([45_000, 600_000]);
  });

  test('a pod that cannot be read is told, and stays as it was known', async () => {
    const { api, pods, problem, watched, expectPods } = await cluster({}, {}, (one) => {
      one.put({ name: 'a', ip: '10.0.0.1' });
      one.put({ name: 'b', ip: '10.0.0.2' });
    });
    await watched();
    api.put({ name: 'a', ip: '10.0.0.1', spec: { containers: 'none' } });
    api.compact();
    api.endWatches();
    await expect.poll(problem).toMatch(/The pod shop\/a cannot be read .*: spec\.containers/);
    await watched();
    expect(pods()).toEqual(['shop/a', 'shop/b']);
    expect(problem()).toMatch(/shop\/a cannot be read/);
    api.put({ name: 'c', ip: '10.0.0.3' });
    await expectPods('shop/a', 'shop/b', 'shop/c');
  });

  test('a namespace that may not be read does not stop the others', async () => {
    const { api, problem, expectPods } = await cluster(
      { namespaces: ['shop', 'pay'] },
      {},
      (one) => {
        one.forbidden.add('pay');
        one.put({ name: 'a', ip: '10.0.0.1' });
      },
    );
    await expectPods('shop/a');
    expect(problem()).toMatch(/the pods of namespace pay \(403/);
    api.forbidden.clear();
    api.put({ name: 'c', ip: '10.0.0.3', namespace: 'pay' });
    await expectPods('pay/c', 'shop/a');
    expect(problem()).toBeNull();
  });

  test('a pod that comes and goes all the time is there or not, and the rest stays', async () => {
    const { api, said, pods, expectPods } = await cluster({}, {}, (one) => {
      one.put({ name: 'a', ip: '10.0.0.1' });
    });
    await expectPods('shop/a');
    const before = said.at(-1)?.groups?.get('shop/a');
    for (let i = 0; i < 50; i++) {
      api.put({ name: 'x', ip: '10.0.0.2' });
      await delay(2);
      api.remove('x');
    }
    await expect.poll(pods).toEqual(['shop/a']);
    expect(said.at(-1)?.groups?.get('shop/a')).toBe(before);
  });

  test('ends at once when asked to, also while a server is silent', async () => {
    const { stop, done, api } = await cluster({}, {}, (one) => {
      one.faults.push({ matching: /./, fault: 'never' });
    });
    await expect.poll(() => api.asked.length).toBe(1);
    const startedMs = performance.now();
    stop.abort();
    await done;
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });
});

describe('inside a pod', () => {
  test('the service account is used, its namespace found, its token read anew', async () => {
    const account = await mkdtemp(join(tmpdir(), 'sawtooth-account-'));
    ends.push(() => rm(account, { recursive: true }));
    const write = (name: string, text: string) => writeFile(join(account, name), `${text}\n`);
    await Promise.all([
      write('token', 'one'),
      write('ca.crt', loopbackCert),
      write('namespace', 'shop'),
    ]);
    const api = new FakeKubernetes();
    api.token = 'one';
    const url = new URL(await api.start('https'));
    api.put({ name: 'a', ip: '10.0.0.1' });
    api.put({ name: 'c', ip: '10.0.0.3', namespace: 'pay' });
    const env = { KUBERNETES_SERVICE_HOST: url.hostname, KUBERNETES_SERVICE_PORT: url.port };
    const world = { env, serviceAccount: account };
    const { pods, expectPods, problem } = await cluster(
      { apiServer: null, ownNamespace: true },
      world,
    );
    ends.push(() => api.stop());
    await expectPods('shop/a');
    api.token = 'two';
    api.endWatches();
    await expect.poll(problem).toMatch(/401/);
    expect(pods()).toEqual(['shop/a']);
    await write('token', 'two');
    api.put({ name: 'b', ip: '10.0.0.2' });
    await expectPods('shop/a', 'shop/b');
  });

  test.each<[string, Partial<Surroundings>, Partial<KubernetesDiscovery>, RegExp]>([
    ['no pod', {}, {}, /works in a pod alone, and this is none/],
    [
      'no account',
      { env: { KUBERNETES_SERVICE_HOST: '127.0.0.1' } },
      {},
      /cannot read \/nowhere\/token \(ENOENT\).*automountServiceAccountToken/,
    ],
    ['no namespace', {}, { ownNamespace: true }, /cannot read \/nowhere\/namespace/],
  ])('%s is told', async (_, world, over, reason) => {
    const { problem } = await cluster({ apiServer: null, ...over }, world);
    await expect.poll(problem).toMatch(reason);
  });
});
