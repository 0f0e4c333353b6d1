import { describe, expect, test } from 'vitest';
import type { Labels } from '../../src/model/labels.ts';
import { success } from '../../src/model/result.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { Control } from '../../src/serve/control.ts';
import { createApp } from '../../src/serve/create-app.ts';
import { createMetrics } from '../../src/serve/metrics.ts';
import { fakeControl } from '../support/fake-control.ts';
import { incident, leakTarget, nowMs, sawtoothTarget, snapshot } from '../support/snapshots.ts';

const watched = snapshot([sawtoothTarget(), leakTarget()], { incidents: [incident()] });
const hook = '/api/v1/webhook/alertmanager';
const goleaky = { instance: '127.0.0.1:6060', job: 'goleaky' };

function start(
  of: Snapshot = watched,
  over: Partial<Control> = {},
  deps: Partial<Parameters<typeof createApp>[0]> = {},
) {
  const { control, captured, snoozes } = fakeControl(over);
  const app = createApp({
    failed: () => undefined,
    snapshot: () => of,
    subscribe: () => () => undefined,
    readCapture: async () => success(new Uint8Array()),
    metrics: createMetrics('1'),
    reload: null,
    control,
    signal: new AbortController().signal,
    ...deps,
  });
  const send = async (method: string, path: string, body?: unknown, headers: Labels = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await app.request(path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: text }),
    });
    const envelope = JSON.parse(await response.text());
    return { ...envelope, status: response.status, headers: response.headers };
  };
  return { send, captured, snoozes };
}

/** What Alertmanager 0.25 sends. */
function payload(...alerts: object[]) {
  return {
    version: '4',
    groupKey: '{}:{alertname="X"}',
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'sawtooth',
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://am:9093',
    alerts,
  };
}

function alert(labels: Labels, over: object = {}) {
  return {
    status: 'firing',
    labels: { alertname: 'X', ...labels },
    annotations: {},
    startsAt: '2026-11-22T20:00:00.123456789Z',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://169.254.169.254/latest/meta-data',
    ...over,
  };
}

describe('the webhook of Alertmanager', () => {
  test('many alerts on one target in a body have it captured once, and none of them failed', async () => {
    const { send, captured } = start();
    const many = Array.from({ length: 50 }, (_, i) => alert({ ...goleaky, alertname: `X${i}` }));
    const { data } = await send('POST', hook, payload(...many));
    expect(captured).toHaveLength(1);
    expect(data).toMatchObject({ alerts: 50, captures: 1, notStarted: [] });
    expect((await send('POST', hook, payload(...many))).data).toMatchObject({ known: 50 });
  });

  test('of more than ten thousand alerts in a body the rest are counted', async () => {
    const { send, captured } = start();
    const others = Array.from({ length: 10_000 }, (_, i) => ({ fingerprint: `f${i}`, labels: {} }));
    const { status, data } = await send('POST', hook, payload(...others, alert(goleaky)));
    expect({ status, data }).toMatchObject({ status: 202, data: { alerts: 10_001, leftOut: 1 } });
    expect(captured).toEqual([]);
  });

  test('an alert on a target has it captured, once', async () => {
    const { send, captured } = start();
    const body = payload(alert(goleaky));
    const first = await send('POST', hook, body);
    expect(first.status).toBe(202);
    expect(first.data).toMatchObject({
      alerts: 1,
      captures: 1,
      started: [{ workload: 'goleaky' }],
    });
    const replayed = await send('POST', hook, body);
    expect(replayed).toMatchObject({ status: 202, data: { captures: 0, known: 1 } });
    // A new time of the same alert is another one.
    await send('POST', hook, payload(alert(goleaky, { startsAt: '2026-11-22T21:00:00Z' })));
    expect(captured).toEqual([
      'goleaky/127.0.0.1:6060 incident',
      'goleaky/127.0.0.1:6060 incident',
    ]);
  });

  const quiet: [name: string, body: object, counts: object][] = [
    ['one that is over', alert(goleaky, { status: 'resolved' }), { resolved: 1 }],
    ['one about something else', alert({ instance: 'db:5432' }), { unmatched: 1 }],
    [
      'our own, come back',
      alert({ alertname: 'MemoryLeak', workload: 'goleaky', ...goleaky }),
      { own: 1 },
    ],
    ['one without labels', { status: 'firing' }, { unmatched: 1 }],
    ['one that is none', { labels: { pod: 7 } }, { unreadable: 1 }],
    ['a number', 7 as unknown as object, { unreadable: 1 }],
  ];
  test.each(quiet)('%s has nothing captured', async (_name, one, counts) => {
    const { send, captured } = start();
    expect(await send('POST', hook, payload(one))).toMatchObject({ status: 202, data: counts });
    expect(captured).toEqual([]);
  });

  test('unknown fields, and any version, are read', async () => {
    const { send, captured } = start();
    const body = { alerts: [alert(goleaky, { new: {} })], version: '5', notification_reason: 'x' };
    expect((await send('POST', hook, body)).status).toBe(202);
    expect(captured).toHaveLength(1);
  });

  const malformed: [name: string, body: unknown, status: number][] = [
    ['no JSON', '{"alerts":', 400],
    ['nothing', '', 400],
    ['no UTF-8 of JSON', '\u0000', 400],
    ['a list', [], 400],
    ['no alerts', { version: '4' }, 400],
    ['alerts that are none', { alerts: 'x' }, 400],
    ['more than it reads', `"${'x'.repeat(17 * 1024 ** 2)}"`, 413],
  ];
  test.each(malformed)('%s is refused', async (_name, body, status) => {
    const { send } = start();
    expect(await send('POST', hook, body)).toMatchObject({ status, errorType: expect.any(String) });
  });

  test('when too much waits it is 503, never 429, and the rest is taken when it comes again', async () => {
    let waiting = 255;
    const { send, captured } = start(watched, {
      capturing: () => waiting,
      capture: (id, _role, ended) => {
        captured.push(id);
        waiting += 1;
        queueMicrotask(() => ended?.(true));
        return null;
      },
    });
    const cart = { instance: 'cart-7f9c6d-x2x7l:9090' };
    const body = payload(alert(goleaky), alert(cart));
    const busy = await send('POST', hook, body);
    expect(busy).toMatchObject({ status: 503, data: { captures: 1 } });
    expect(busy.headers.get('retry-after')).toBe('10');
    waiting = 0;
    expect(await send('POST', hook, body)).toMatchObject({
      status: 202,
      data: { captures: 1, known: 1, started: [{ workload: 'shop/cart' }] },
    });
  });

  test('an alert that came before its target was found, or whose capture did not begin, has it when it comes again', async () => {
    let targets: Snapshot['targets'] = [];
    let why: string | null = 'its last capture failed';
    const { control, captured } = fakeControl();
    const of = { ...watched };
    Object.defineProperty(of, 'targets', { get: () => targets });
    const { send } = start(of, {
      capture: (...asked) => why ?? control.capture(...asked),
    });
    const body = payload(alert(goleaky));
    expect(await send('POST', hook, body)).toMatchObject({ data: { unmatched: 1 } });
    targets = watched.targets;
    expect(await send('POST', hook, body)).toMatchObject({ data: { known: 0, captures: 0 } });
    why = null;
    expect(await send('POST', hook, body)).toMatchObject({ data: { known: 0, captures: 1 } });
    expect(await send('POST', hook, body)).toMatchObject({ data: { known: 1, captures: 0 } });
    expect(captured).toHaveLength(1);
  });

  test('what is being captured is not captured twice, and is kept as acted upon once it is stored', async () => {
    const ends: ((isStored: boolean) => void)[] = [];
    const kept: string[] = [];
    const alerts = { recall: () => [], keep: (added: readonly string[]) => kept.push(...added) };
    const { send } = start(
      watched,
      {
        capture: (_id, _role, ended) => {
          if (ended !== undefined) ends.push(ended);
          return null;
        },
      },
      { alerts },
    );
    const body = payload(alert(goleaky), alert({ ...goleaky, alertname: 'Y' }));
    expect(await send('POST', hook, body)).toMatchObject({ data: { captures: 1 } });
    expect(await send('POST', hook, body)).toMatchObject({ data: { captures: 0, known: 2 } });
    expect(kept).toEqual([]);
    // The process that it is of was gone.
    ends.shift()?.(false);
    expect(await send('POST', hook, body)).toMatchObject({ data: { captures: 1, known: 0 } });
    ends.shift()?.(true);
    expect(kept).toHaveLength(2);
    expect(await send('POST', hook, body)).toMatchObject({ data: { captures: 0, known: 2 } });
    expect(ends).toEqual([]);
  });

  test('while it stops it is 503, so that the next process has it', async () => {
    const { send, captured } = start(watched, {}, { signal: AbortSignal.abort() });
    expect(await send('POST', hook, payload(alert(goleaky)))).toMatchObject({ status: 503 });
    expect(captured).toEqual([]);
  });

  test('10,000 alerts in one body are taken', async () => {
    const { send, captured } = start();
    const alerts = Array.from({ length: 10_000 }, (_, i) =>
      alert(i % 100 === 0 ? goleaky : { instance: `other-${i}:1`, padding: 'x'.repeat(500) }, {
        startsAt: String(i),
      }),
    );
    const startedMs = performance.now();
    const taken = await send('POST', hook, payload(...alerts));
    expect(performance.now() - startedMs).toBeLessThan(5000);
    expect(taken).toMatchObject({ status: 202, data: { alerts: 10_000, unmatched: 9900 } });
    expect(captured).toHaveLength(1);
    expect(taken.data.started.length).toBeLessThanOrEqual(100);
  });
});

describe('captures on demand', () => {
  test.each([
    'goleaky/127.0.0.1:6060',
    '127.0.0.1:6060',
    'http://127.0.0.1:6060/metrics',
    'goleaky',
  ])('of %s', async (target) => {
    const { send, captured } = start();
    const answer = await send('POST', '/api/v1/captures', { target });
    expect(answer).toMatchObject({ status: 202, data: { started: [{ workload: 'goleaky' }] } });
    expect(captured).toEqual(['goleaky/127.0.0.1:6060 manual']);
  });

  test('that cannot begin say why', async () => {
    const { send } = start(watched, { capture: () => 'a capture of it is under way' });
    expect(await send('POST', '/api/v1/captures', { target: 'goleaky' })).toMatchObject({
      status: 503,
      data: { started: [], notStarted: [{ reason: 'a capture of it is under way' }] },
    });
  });

  test.each([
    [{ target: 'nobody' }, 404],
    [{ target: '' }, 400],
    [{ targets: ['goleaky'] }, 400],
    [{}, 400],
  ])('%j is refused', async (body, status) => {
    const { send, captured } = start();
    expect((await send('POST', '/api/v1/captures', body)).status).toBe(status);
    expect(captured).toEqual([]);
  });
});

describe('snoozes', () => {
  const wish = { workload: 'goleaky', for: '8h', why: 'an import' };

  test('are made and ended', async () => {
    const { send, snoozes } = start();
    const made = await send('POST', '/api/v1/snoozes', wish);
    expect(made).toMatchObject({
      status: 200,
      data: { workload: 'goleaky', why: 'an import', by: '', until: nowMs / 1000 + 8 * 3600 },
    });
    expect(made.warnings).toBeUndefined();
    expect(snoozes).toHaveLength(1);
    expect((await send('DELETE', `/api/v1/snoozes/${made.data.id}`)).status).toBe(200);
    expect(snoozes).toEqual([]);
    expect((await send('DELETE', `/api/v1/snoozes/${made.data.id}`)).status).toBe(404);
  });

  test('of a workload that nobody knows warn of it, and name the nearest', async () => {
    const { send } = start();
    const made = await send('POST', '/api/v1/snoozes', { ...wish, workload: 'goleeky' });
    expect(made.warnings).toEqual([
      'no target of workload goleeky is watched now (did you mean goleaky?)',
    ]);
  });

  test.each<[string, object]>([
    ['no reason', { workload: 'goleaky', for: '8h' }],
    ['an empty reason', { ...wish, why: '  ' }],
    ['no time', { workload: 'goleaky', why: 'x' }],
    ['a time that is none', { ...wish, for: '1.5h' }],
    ['no length', { ...wish, for: '0' }],
    ['ten years', { ...wish, for: '10y' }],
    ['an unknown field', { ...wish, until: 7 }],
  ])('with %s are refused, and it is said why', async (_name, body) => {
    const { send, snoozes } = start();
    const answer = await send('POST', '/api/v1/snoozes', body);
    expect(answer).toMatchObject({ status: 400, error: expect.stringMatching(/for|why|until/) });
    expect(snoozes).toEqual([]);
  });

  test('and silences stand beside the incident that they hold back', async () => {
    const silence = { id: 's1', receiver: 'am', by: 'ops', why: 'known', untilMs: nowMs };
    const snooze = { id: 'z1', workload: 'goleaky', why: 'x', by: '', sinceMs: 0, untilMs: nowMs };
    const of = { ...watched, snoozes: [snooze], silences: new Map([['01JD9XKQ2M', silence]]) };
    const { send } = start(of);
    const one = await send('GET', '/api/v1/incidents/01JD9XKQ2M');
    expect(one.data).toMatchObject({ silence: { by: 'ops', why: 'known' }, snooze: { id: 'z1' } });
    expect((await send('GET', '/api/v1/snoozes')).data.snoozes).toHaveLength(1);
    const plain = await start().send('GET', '/api/v1/incidents');
    expect(plain.data.incidents[0]).toMatchObject({ silence: null, snooze: null });
  });
});

test.each([
  ['POST', hook],
  ['POST', '/api/v1/captures'],
  ['POST', '/api/v1/snoozes'],
  ['DELETE', '/api/v1/snoozes/x'],
])('%s %s is not for pages of other sites', async (method, path) => {
  const { send, captured } = start();
  const headers = { origin: 'https://evil.example', host: '127.0.0.1:9412' };
  const body = method === 'DELETE' ? undefined : payload(alert(goleaky));
  expect((await send(method, path, body, headers)).status).toBe(403);
  expect(captured).toEqual([]);
});

test('the difference of an incident is a profile; without one it is said why', async () => {
  const { send } = start();
  const path = '/api/v1/incidents/01JD9XKQ2M/diff.pb.gz';
  expect(await send('GET', path)).toMatchObject({ status: 500, error: 'no profile here' });
  expect((await send('GET', path.replace('01JD', 'none'))).status).toBe(404);
});

describe('the page of an incident, where the links in alerts lead', () => {
  const page = async (of: Snapshot, path: string) => {
    const { control } = fakeControl();
    const app = createApp({
      failed: () => undefined,
      snapshot: () => of,
      subscribe: () => () => undefined,
      readCapture: async () => success(new Uint8Array()),
      metrics: createMetrics('1'),
      reload: null,
      control,
      signal: new AbortController().signal,
    });
    const response = await app.request(path);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  test('names the culprit and has its profiles', async () => {
    const { status, text, headers } = await page(watched, '/incidents/01JD9XKQ2M');
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(text).toContain('<h3><code>goleaky/repo.SaveReport</code></h3>');
    expect(text).toContain('href="../api/v1/incidents/01JD9XKQ2M/diff.pb.gz"');
    expect(text.match(/api\/v1\/captures\//g)).toHaveLength(3);
    expect((await page(watched, '/page.css')).status).toBe(200);
    expect((await page(watched, '/incidents/none')).status).toBe(404);
  });

  test('escapes what comes from outside', async () => {
    const evil = '<script>alert(1)</script>';
    const of = {
      ...watched,
      incidents: [
        incident({ workload: evil, culprits: [], diffs: [], captures: [], labels: { a: evil } }),
      ],
      snoozes: [{ id: 'z', workload: evil, why: evil, by: evil, sinceMs: 0, untilMs: nowMs }],
    };
    const { text } = await page(of, '/incidents/01JD9XKQ2M');
    expect(text).not.toContain('<script>');
    expect(text).toContain('No culprit is named');
    expect(text).toContain('snoozed until');
  });
});
