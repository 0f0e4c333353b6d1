import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { afterEach, describe, expect, test } from 'vitest';
import { Attached } from '../../src/cli/attach/attached.ts';
import { saveServedReport } from '../../src/cli/attach/save-served-report.ts';
import {
  fetchSnapshot,
  followEvents,
  postCapture,
  type Served,
} from '../../src/cli/attach/serve-client.ts';
import { EventLog } from '../../src/cli/event-log.ts';
import type { WatchEvent } from '../../src/model/event.ts';
import { failure, success } from '../../src/model/result.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { createApp } from '../../src/serve/create-app.ts';
import { createMetrics } from '../../src/serve/metrics.ts';
import { everyEvent } from '../support/events.ts';
import { fakeControl } from '../support/fake-control.ts';
import { downTarget, incident, sawtoothTarget, snapshot } from '../support/snapshots.ts';

const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const sick = sawtoothTarget();
const secret = {
  ...sick,
  target: {
    ...sick.target,
    url: 'http://user:hunter2@127.0.0.1:6060/metrics',
    http: { headers: { 'x-key': 'hunter2' }, authorization: 'Bearer hunter2' },
  },
  verdict: sick.verdict && {
    ...sick.verdict,
    timeToLimitInterval: [77, Number.POSITIVE_INFINITY] as const,
  },
};
const shown = snapshot([secret, downTarget()], {
  incidents: [incident()],
  silences: new Map([['01JD9XKQ2M', { id: 's', receiver: 'am', by: '', why: '', untilMs: null }]]),
});

/** A `serve` on a port of its own, over a made-up engine. */
async function serve(answerTo?: (path: string) => Response | null, of: Snapshot = shown) {
  const listeners = new Set<(event: WatchEvent) => void>();
  const { control, captured } = fakeControl();
  const stop = new AbortController();
  const app = createApp({
    failed: () => undefined,
    ...{ snapshot: () => of, readCapture: async () => failure('none'), reload: null, control },
    metrics: createMetrics('1.2.3'),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    signal: stop.signal,
  });
  const server = createServer(
    getRequestListener(
      async (request) => answerTo?.(new URL(request.url).pathname) ?? app.fetch(request),
    ),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    stop.abort();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const served: Served = {
    url: `http://127.0.0.1:${port}`,
    http: { headers: {} },
    signal: stop.signal,
  };
  const say = (event: WatchEvent) => {
    for (const listener of listeners) listener(event);
  };
  return { served, say, listeners, captured, stop };
}

test('a report is fetched from where the store is, and written here', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sawtooth-attach-'));
  closing.push(() => rmSync(folder, { recursive: true }));
  const { served } = await serve((path) =>
    path === '/incidents/01JD9XKQ2M/report.html' ? new Response('<p>the report</p>') : null,
  );
  const saved = await saveServedReport(served, '01JD9XKQ2M', folder);
  expect(saved).toEqual(success('./sawtooth-report-01JD9XKQ2M.html'));
  const text = readFileSync(join(folder, 'sawtooth-report-01JD9XKQ2M.html'), 'utf8');
  expect(text).toBe('<p>the report</p>');
  expect(await saveServedReport(served, 'gone', folder)).toMatchObject({ ok: false });
});

test('a snapshot comes as it is, without what opens a door', async () => {
  const { served } = await serve();
  const read = await fetchSnapshot(served, secret.target.id);
  if (!read.ok) throw new Error(read.reason);
  expect(JSON.stringify(read.value)).not.toContain('hunter2');
  const { silences, incidents, targets } = read.value.snapshot;
  expect(silences).toEqual(shown.silences);
  expect(incidents).toEqual(shown.incidents);
  const [target, down] = targets;
  expect(target?.verdict).toEqual(secret.verdict);
  expect(target?.timeline).toEqual(sick.timeline);
  expect(down).toMatchObject({ health: 'down', lastError: downTarget().lastError });
});

test('of a target that is not looked at closely the curve is thinned, its peaks and floors are not', async () => {
  const points = Array.from({ length: 480 }, (_, i) => {
    return { atMs: i, floor: i % 7, peak: 9 + (i % 5) };
  });
  const timeline = { signal: 'heapLive' as const, points, lifeEnds: [] };
  const { served } = await serve(undefined, snapshot([{ ...sick, timeline }]));
  const read = await fetchSnapshot(served, null);
  const thin = read.ok ? (read.value.snapshot.targets[0]?.timeline?.points ?? []) : [];
  expect(thin.length).toBe(80);
  expect(thin.every(({ floor, peak }) => floor <= 1 && peak >= 12)).toBe(true);
  expect(thin.at(-1)?.atMs).toBe(479);
});

test('events come as they are', async () => {
  const { served, say } = await serve();
  const told: WatchEvent[] = [];
  const before: WatchEvent = {
    ...{ kind: 'warning', text: 'of before', atMs: 2, target: '', workload: '' },
  };
  say({ ...before, atMs: 1, text: 'known already' });
  say(before);
  const following = followEvents(served, 1, (event) => told.push(event));
  await expect.poll(() => told).toEqual([before]);
  told.length = 0;
  for (const event of everyEvent()) say(event);
  await expect.poll(() => told.length).toBe(everyEvent().length);
  expect(told).toEqual(JSON.parse(JSON.stringify(everyEvent())));
  for (const close of closing.splice(0)) close();
  await following;
});

test('a capture is begun there', async () => {
  const { served, captured } = await serve();
  expect(await postCapture(served, secret.target.id)).toEqual({ ok: true, value: undefined });
  expect(captured).toEqual([`${secret.target.id} manual`]);
  expect(await postCapture(served, 'nobody')).toMatchObject({ ok: false });
});

describe('what cannot be shown is a sentence', () => {
  test.each<[status: number, body: string, says: RegExp]>([
    [401, 'Unauthorized', /asks for a login: give it as --header/],
    [404, '', /no such thing: is it a sawtooth serve of this version/],
    [500, '{"error":"out of ideas"}', /says 500: out of ideas/],
    [200, '{"form":99}', /another version of sawtooth serve/],
    [200, '<html>', /another version of sawtooth serve/],
  ])('%i %s', async (status, body, says) => {
    const { served } = await serve(() => new Response(body, { status }));
    const read = await fetchSnapshot(served, null);
    expect(read).toMatchObject({ ok: false, reason: expect.stringMatching(says) });
  });
});

test('it goes on with what it has while nothing answers, says so, and catches up', async () => {
  let isGone = false;
  const { served, stop } = await serve((path) =>
    isGone && path.endsWith('/snapshot') ? new Response('', { status: 503 }) : null,
  );
  const opened = await Attached.open(served, new EventLog());
  if (!opened.ok) throw new Error(opened.reason);
  const running = opened.value.run();
  expect(opened.value.behind).toBeNull();
  isGone = true;
  await expect
    .poll(() => opened.value.behind, { timeout: 15_000 })
    .toMatch(/behind: .* says 503; trying again/);
  expect(opened.value.snapshot.targets).toHaveLength(2);
  isGone = false;
  await expect.poll(() => opened.value.behind, { timeout: 15_000 }).toBeNull();
  stop.abort();
  await running;
}, 30_000);
