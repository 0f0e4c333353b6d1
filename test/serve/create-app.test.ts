import { describe, expect, test } from 'vitest';
import type { WatchEvent } from '../../src/model/event.ts';
import { failure, type Result, success } from '../../src/model/result.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { createApp } from '../../src/serve/create-app.ts';
import { createMetrics } from '../../src/serve/metrics.ts';
import { everyEvent } from '../support/events.ts';
import { fakeControl } from '../support/fake-control.ts';
import {
  coldTarget,
  downTarget,
  incident,
  leakTarget,
  sawtoothTarget,
  snapshot,
  target,
} from '../support/snapshots.ts';

const everything = snapshot([downTarget(), sawtoothTarget(), leakTarget()], {
  incidents: [incident()],
});
const stored = new Uint8Array([0x1f, 0x8b, 0, 255]);

/** An app over a made-up engine; `say` is the engine's voice. */
function start(
  of: Snapshot = everything,
  readable: Result<Uint8Array> = success(stored),
  reload: (() => Promise<Result<void>>) | null = null,
) {
  const listeners = new Set<(event: WatchEvent) => void>();
  const stop = new AbortController();
  const failed: [path: string, error: unknown][] = [];
  const deps = {
    failed: (path: string, error: unknown) => failed.push([path, error]),
    snapshot: () => of,
    subscribe: (listener: (event: WatchEvent) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    readCapture: async () => readable,
    metrics: createMetrics('1.2.3'),
    reload,
    control: fakeControl().control,
    signal: stop.signal,
  };
  const app = createApp(deps);
  const say = (event: WatchEvent) => {
    for (const listener of listeners) listener(event);
  };
  // The app listens itself, to show what has happened; who reads comes on top.
  const own = listeners.size;
  return { app, deps, say, stop, listeners, own, failed };
}

test.each([
  ['/api/v1/incidents', 'application/json'],
  ['/', 'text/html'],
])('a bug behind %s is an answer and a line in the log', async (path, accept) => {
  const bug = new Error('a <b>ug');
  const broken = new Proxy(everything, {
    get() {
      throw bug;
    },
  });
  const { app, failed } = start(broken);
  const answer = await app.request(path, { headers: { accept } });
  expect(answer.status).toBe(500);
  expect(answer.headers.get('content-type')).toContain(accept);
  const text = await answer.text();
  expect(text).toMatch(/a <b>ug|a &lt;b&gt;ug/);
  expect(accept === 'text/html' && text.includes('<b>ug')).toBe(false);
  expect(failed).toEqual([[path, bug]]);
});

async function get(path: string, of?: Snapshot) {
  const response = await start(of).app.request(path);
  return { status: response.status, body: await response.text(), headers: response.headers };
}

describe('health', () => {
  test.each<[path: string, of: Snapshot, status: number]>([
    ['/-/healthy', snapshot([coldTarget()]), 200],
    ['/-/ready', snapshot([coldTarget()]), 503],
    ['/-/ready', everything, 200],
    ['/-/ready', snapshot([downTarget()]), 200],
    ['/metrics', everything, 200],
  ])('GET %s', async (path, of, status) => {
    expect((await get(path, of)).status).toBe(status);
  });
});

test('not ready while targets are still looked for, or the past of a store is being read', async () => {
  const nowhere = {
    providers: [],
    targets: new Map(),
    dropped: new Map(),
    limits: new Map(),
    droppedLabels: [],
  };
  const ready = async (of: Snapshot, isSettled: boolean) => {
    const { deps } = start(of);
    const app = createApp({
      ...deps,
      discovery: () => ({ ...nowhere, isSettled }),
    });
    const response = await app.request('/-/ready');
    return `${response.status} ${await response.text()}`;
  };
  const feed = { name: 'fleet', lastError: null, lastRoundAtMs: null, lastRoundMs: null };
  const fed = (health: 'unknown' | 'down') =>
    snapshot([], {
      feeds: [{ ...feed, health, series: 0, seriesLeftOut: 0, seriesLimit: 50_000 }],
    });
  expect(await ready(snapshot([]), true)).toBe('200 sawtooth is ready.\n');
  expect(await ready(everything, false)).toBe('503 Targets are still being looked for.\n');
  expect(await ready(fed('unknown'), true)).toBe('503 The past of fleet is still being read.\n');
  expect(await ready(fed('down'), true)).toBe('200 sawtooth is ready.\n');
});

test('of readers of events one too many is sent away', async () => {
  const { deps } = start();
  const app = createApp({
    ...deps,
    streams: () => 100,
  });
  const response = await app.request('/api/v1/events');
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '10']);
});

test('not healthy: a sentence', async () => {
  const { deps } = start();
  const app = createApp({
    ...deps,
    complaint: () => 'nobody polls',
  });
  const response = await app.request('/-/healthy');
  expect([response.status, await response.text()]).toEqual([
    503,
    'sawtooth is not healthy: nobody polls.\n',
  ]);
});

test.each([
  ['POST', '/metrics', 'GET, HEAD'],
  ['DELETE', '/api/v1/targets', 'GET, HEAD'],
  ['GET', '/api/v1/captures', 'POST'],
  ['GET', '/api/v1/webhook/alertmanager', 'POST'],
  ['PUT', '/api/v1/snoozes', 'GET, POST, HEAD'],
  ['GET', '/api/v1/snoozes/x', 'DELETE'],
])('%s %s: 405, and what it takes', async (method, path, allow) => {
  const response = await start().app.request(path, { method });
  expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
  expect(await response.text()).toContain(`it takes ${allow}`);
});

describe('a list in parts', () => {
  const many = snapshot(
    Array.from({ length: 12_000 }, (_, i) => ({ ...coldTarget(), target: target('a', `a:${i}`) })),
  );
  const ask = async (query: string) =>
    JSON.parse((await get(`/api/v1/targets${query}`, many)).body);
  const addresses = ({ data }: { data: { activeTargets: { labels: { instance: string } }[] } }) =>
    data.activeTargets.map(({ labels }) => labels.instance);

  test('ten thousand where nobody says how many, and a warning', async () => {
    const all = await ask('');
    expect(addresses(all)).toHaveLength(10_000);
    expect(all.data.total).toBe(12_000);
    expect(all.warnings).toEqual([
      'results truncated due to limit: 2000 of 12000 come after these; ask with limit=10000&offset=10000',
    ]);
  });
  test('all of them without a limit, as Prometheus has it', async () => {
    const all = await ask('?limit=0');
    expect([addresses(all).length, all.warnings]).toEqual([12_000, undefined]);
  });
  test('page by page everything once', async () => {
    const seen = new Set<string>();
    for (let offset = 0; ; offset += 5_000) {
      const page = await ask(`?limit=5000&offset=${offset}`);
      for (const address of addresses(page)) seen.add(address);
      if (page.warnings === undefined) break;
    }
    expect(seen.size).toBe(12_000);
  });
  test.each(['limit=-1', 'limit=x', 'offset=1e3'])('%s is refused', async (query) => {
    const { status, body } = await get(`/api/v1/targets?${query}`, many);
    expect([status, JSON.parse(body).error]).toEqual([
      400,
      expect.stringContaining('is no whole number from 0 on'),
    ]);
  });
});

describe('the API, in Prometheus’ envelope', () => {
  test('targets', async () => {
    const { status, body } = await get('/api/v1/targets');
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      status: 'success',
      data: {
        activeTargets: [
          { workload: 'search', health: 'down', lastError: expect.stringContaining('refused') },
          { workload: 'goleaky', health: 'up', lastError: '', verdict: { verdict: 'sawtooth' } },
          { workload: 'shop/cart', verdict: { verdict: 'leak', concern: 'suspicion' } },
        ],
      },
    });
  });

  test('targets that relabelling dropped: how many, and the first with what they were found with', async () => {
    const app = createApp({
      failed: () => undefined,
      snapshot: () => snapshot([]),
      discovery: () => ({
        providers: [],
        isSettled: true,
        targets: new Map(),
        dropped: new Map([['pods', 5000]]),
        limits: new Map(),
        droppedLabels: [
          { __address__: '10.0.0.1:80', __meta_x: 'y'.repeat(5000) },
          {
            __address__: '10.0.0.2:80',
            __meta_url: 'https://sd.example/list?token=s3cret-of-list',
            __param_token: 's3cret-of-page',
            __param_module: 'http_2xx',
          },
        ],
      }),
      subscribe: () => () => {},
      readCapture: async () => success(stored),
      metrics: createMetrics('1.2.3'),
      reload: null,
      control: fakeControl().control,
      signal: new AbortController().signal,
    });
    const { data } = JSON.parse(await (await app.request('/api/v1/targets')).text());
    expect(data).toEqual({
      activeTargets: [],
      total: 0,
      droppedTargets: [
        { discoveredLabels: { __address__: '10.0.0.1:80', __meta_x: 'y'.repeat(1000) } },
        {
          discoveredLabels: {
            __address__: '10.0.0.2:80',
            __meta_url: 'https://sd.example/list?token=%E2%80%A6',
            __param_token: '…',
            __param_module: 'http_2xx',
          },
        },
      ],
      droppedTargetCounts: { pods: 5000 },
    });
  });

  test('incidents, and one of them', async () => {
    const all = JSON.parse((await get('/api/v1/incidents')).body);
    const one = JSON.parse((await get('/api/v1/incidents/01JD9XKQ2M')).body);
    expect(one).toMatchObject({
      status: 'success',
      data: {
        state: 'firing',
        culprits: [{ function: 'goleaky/repo.SaveReport', unit: 'bytes' }],
        annotations: { summary: 'goleaky leaks 2.4MiB/s' },
      },
    });
    expect(all.data.incidents).toEqual([one.data]);
  });

  test.each([
    ['/api/v1/incidents/none', 'no incident none'],
    ['/api/v1/captures/none', 'no capture none'],
    ['/api/v1/captures/..%2f..%2fetc%2fpasswd', 'no capture ../../etc/passwd'],
    ['/api/v2/targets', 'GET /api/v2/targets is not served here'],
  ])('%s is not there', async (path, error) => {
    const { status, body } = await get(path);
    expect(status).toBe(404);
    expect(JSON.parse(body)).toMatchObject({
      status: 'error',
      errorType: 'not_found',
      error: expect.stringContaining(error),
    });
  });

  test('no credential and no header of a target is shown', async () => {
    const secret = {
      ...leakTarget(),
      target: {
        ...target('w', 'a:1'),
        url: 'http://user:pa55@a:1/metrics',
        http: { headers: { 'x-key': 'pa55' }, authorization: 'Bearer pa55' },
      },
    };
    const { body } = await get('/api/v1/targets', snapshot([secret]));
    expect(body).toContain('http://a:1/metrics');
    expect(body).not.toContain('pa55');
  });
});

describe('a capture', () => {
  test('comes as it was stored', async () => {
    const response = await start().app.request('/api/v1/captures/c9');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(stored);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="\d+-heap-incident\.pb\.gz"$/,
    );
  });
  test('whose id has slashes is found, escaped or not', async () => {
    const [first] = sawtoothTarget().captures;
    if (first === undefined) throw new Error('the made-up target has captures');
    const deep = { ...first, id: '2026-11-22/a/b_1/1-heap-baseline.pb.gz' };
    const { app } = start(snapshot([{ ...sawtoothTarget(), captures: [deep] }]));
    for (const id of [deep.id, encodeURIComponent(deep.id)]) {
      expect((await app.request(`/api/v1/captures/${id}`)).status).toBe(200);
    }
  });
  test('that cannot be read says why', async () => {
    const { app } = start(everything, failure('cannot read capture c9: gone'));
    const response = await app.request('/api/v1/captures/c9');
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({
      status: 'error',
      error: expect.stringContaining('gone'),
    });
  });
});

describe('the event stream', () => {
  test('carries every event as `watch --json` writes it, and ends when the server stops', async () => {
    const { app, say, stop, listeners, own } = start();
    const response = await app.request('/api/v1/events');
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    // The app itself listens, for the pages' time lines.
    await expect.poll(() => listeners.size, { interval: 2 }).toBe(own + 1);
    for (const event of everyEvent()) say(event);
    const reading = response.text();
    stop.abort();
    const blocks = (await reading).split('\n\n').filter((block) => block.startsWith('event:'));
    const kinds = blocks.map((block) => {
      const [event = '', data = ''] = block.split('\n');
      const { kind } = JSON.parse(data.slice('data: '.length)) as { kind: string };
      expect(event).toBe(`event: ${kind}`);
      return kind;
    });
    expect(kinds).toEqual(everyEvent().map(({ kind }) => kind));
    expect(listeners.size).toBe(0);
  });

  test("a HEAD takes nobody's place", async () => {
    const { app, listeners, own } = start();
    const response = await app.request('/api/v1/events', { method: 'HEAD' });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(listeners.size).toBe(own);
  });

  test('a reader that has stopped reading is let go, and what waited for it', async () => {
    const { app, say, listeners, own } = start();
    await app.request('/api/v1/events');
    await expect.poll(() => listeners.size, { interval: 2 }).toBe(own + 1);
    const [event] = everyEvent();
    if (event === undefined) throw new Error('there is no event');
    for (let i = 0; i < 1100; i++) say(event);
    expect(listeners.size).toBe(own);
  });

  test('ends when its reader leaves', async () => {
    const { app, listeners, own } = start();
    const response = await app.request('/api/v1/events');
    await expect.poll(() => listeners.size, { interval: 2 }).toBe(own + 1);
    await response.body?.cancel();
    await expect.poll(() => listeners.size, { interval: 2 }).toBe(own);
  });
});

describe('reloading', () => {
  test.each<
    [what: string, method: string, reloaded: Result<void> | null, status: number, says: RegExp]
  >([
    ['off', 'POST', null, 403, /Start serve with --web\.enable-lifecycle/],
    ['off', 'PUT', null, 403, /--web\.enable-lifecycle/],
    ['off', 'GET', null, 405, /PUT or POST/],
    ['on', 'GET', success(undefined), 405, /PUT or POST/],
    ['on', 'POST', success(undefined), 200, /is reloaded/],
    ['on', 'PUT', success(undefined), 200, /is reloaded/],
    [
      'on, a bad file',
      'POST',
      failure('1 error\na.yaml:3:1: error: x'),
      500,
      /a\.yaml:3:1: error: x/,
    ],
  ])('%s: %s', async (_, method, reloaded, status, says) => {
    let asked = 0;
    const reload = async () => {
      asked += 1;
      return reloaded ?? success(undefined);
    };
    const { app } = start(everything, success(stored), reloaded === null ? null : reload);
    const response = await app.request('/-/reload', { method });
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(says);
    expect(asked).toBe(status === 200 || status === 500 ? 1 : 0);
  });

  test('not for a web page', async () => {
    const reload = () => Promise.reject(new Error('it must not be asked'));
    const { app } = start(everything, success(stored), reload);
    const headers = { origin: 'http://evil.example' };
    const response = await app.request('/-/reload', { method: 'POST', headers });
    expect(response.status).toBe(403);
  });
});
