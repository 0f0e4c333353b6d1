import { afterEach, describe, expect, test } from 'vitest';
import { success } from '../../../src/model/result.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { IncidentNow } from '../../../src/render/incident-now.ts';
import { asOf } from '../../../src/render/page/live-page.ts';
import { createApp } from '../../../src/serve/create-app.ts';
import { createMetrics } from '../../../src/serve/metrics.ts';
import { fakeControl } from '../../support/fake-control.ts';
import { leakReport } from '../../support/leak-report.ts';
import { incident, leakTarget, nowMs, sawtoothTarget, snapshot } from '../../support/snapshots.ts';

const everything = snapshot([sawtoothTarget(), leakTarget()], { incidents: [incident()] });
const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

/** The app over a made-up engine that `set` changes. */
function start(first: Snapshot = everything, control = fakeControl()) {
  let now = first;
  let looks = 0;
  const stop = new AbortController();
  stops.push(stop);
  const app = createApp({
    failed: () => undefined,
    snapshot: () => {
      looks += 1;
      return now;
    },
    subscribe: () => () => undefined,
    readCapture: async () => success(new Uint8Array()),
    metrics: createMetrics('1'),
    reload: null,
    control: control.control,
    signal: stop.signal,
    pagesEveryMs: 20,
  });
  return {
    ...control,
    app,
    stop,
    looks: () => looks,
    set: (next: Snapshot) => {
      now = next;
    },
  };
}

/** The events of a stream, one at a time, as the kind and what it says. */
async function* eventsOf(
  response: Response,
): AsyncGenerator<readonly [kind: string, data: string]> {
  let text = '';
  for await (const bytes of response.body ?? []) {
    text += new TextDecoder().decode(bytes);
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end < 0) break;
      const [, kind, data] = /^event: (\w+)\ndata: (.*)$/s.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      if (kind !== undefined) yield [kind, data ?? ''];
    }
  }
}

describe('every page', () => {
  const goleaky = '/targets/goleaky%2F127.0.0.1%3A6060';
  test.each([
    ...['/', '/?q=x&sort=rate', '/nothing/at/all', goleaky, `${goleaky}?capture=begun`],
    ...['/targets/nobody', '/incidents/01JD9XKQ2M', '/incidents/nobody'],
  ])('%s may do little', async (path) => {
    const response = await start().app.request(path, { headers: { accept: 'text/html' } });
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const text = await response.text();
    // Nothing in the page itself that the policy would have to allow, nothing from elsewhere.
    expect(text).not.toMatch(/<style|\sstyle=|\son\w+=|<script>|(?:src|href)="(?:https?:)?\/\//);
    // Links are relative, so that a prefix before does not matter.
    expect(text).not.toMatch(/(?:src|href|action)="\//);
  });

  test('HEAD is GET without a body, and leaves no stream open', async () => {
    const { app } = start();
    const pages = ['/', '/page.css', '/page.js', '/icon.svg', goleaky, '/incidents/01JD9XKQ2M'];
    const streams = ['/live', `${goleaky}/live`, '/incidents/01JD9XKQ2M/live'];
    for (const path of [...pages, ...streams, '/speedscope/']) {
      const response = await app.request(path, { method: 'HEAD' });
      expect([path, response.status, await response.text()]).toEqual([path, 200, '']);
    }
  });

  test.each(['/page.css', '/page.js', '/report.js', '/icon.svg'])(
    '%s is sent once',
    async (path) => {
      const { app } = start();
      const first = await app.request(path);
      const etag = first.headers.get('etag') ?? '';
      expect((await first.text()).length).toBeGreaterThan(100);
      const again = await app.request(path, { headers: { 'if-none-match': etag } });
      expect(again.status).toBe(304);
    },
  );

  test('what is not there leads on for people, and stays an envelope for programs', async () => {
    const { app } = start();
    const page = await app.request('/a/<b>/c', { headers: { accept: 'text/html,*/*' } });
    expect(page.status).toBe(404);
    const text = await page.text();
    expect(text).toContain('href="../../"');
    expect(text).not.toContain('<b>');
    const envelope = await (await app.request('/a/b/c')).json();
    expect(envelope).toMatchObject({ status: 'error', errorType: 'not_found' });
  });
});

describe('the page of an incident', () => {
  const path = '/incidents/01JD9XKQ2M';
  const made = fakeControl({ reportData: async () => success(leakReport()) });

  test('holds its report: what grew, as graphs and as a table, and how to see it again', async () => {
    const { app } = start(everything, made);
    expect(await (await app.request(path)).text()).toContain('The captures are being compared');
    await new Promise(setImmediate);
    const page = await (await app.request(path)).text();
    for (const part of ['id="flame"', 'id="graph"', 'class="top"', 'go tool pprof -top']) {
      expect([part, page.split(part).length - 1]).toEqual([part, 1]);
    }
    expect(page).toContain('limit in 1 min 23 s');
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|<script>|(?:src|href)="(?:https?:)?\/\//);
  });

  test('its stream tells which there is, and the page asks for what it has not', async () => {
    const { app } = start(everything, made);
    const events = eventsOf(await app.request(`${path}/live`));
    const stubs: string[] = [];
    for await (const [, data] of events) {
      const { parts } = JSON.parse(data) as { parts: string[] };
      stubs.push(...parts.filter((part) => part.includes('id="growth"')));
      if (stubs.length === 2) break;
    }
    expect(stubs[0]).toBe(
      '<div id="growth" data-version="making" data-from="01JD9XKQ2M/growth"></div>',
    );
    const part = await (await app.request(`${path}/growth`)).text();
    const version = /data-version="([\w-]+)"/.exec(stubs[1] ?? '')?.[1];
    expect(part.slice(0, 60)).toContain(`<div id="growth" data-version="${version}">`);
    expect((await app.request('/incidents/nobody/growth')).status).toBe(404);
  });
});

describe('the button that captures', () => {
  const goleaky = '/targets/goleaky%2F127.0.0.1%3A6060';
  const post = (app: ReturnType<typeof start>['app'], path: string, origin?: string) =>
    app.request(path, {
      method: 'POST',
      headers: { host: '127.0.0.1:9412', ...(origin === undefined ? {} : { origin }) },
    });

  test.each([undefined, 'http://127.0.0.1:9412'])('asked from %s begins one', async (origin) => {
    const { app, captured } = start();
    const response = await post(app, goleaky, origin);
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      'goleaky%2F127.0.0.1%3A6060?capture=begun',
    ]);
    expect(captured).toEqual(['goleaky/127.0.0.1:6060 manual']);
    const page = await (await app.request(`${goleaky}?capture=begun`)).text();
    expect(page).toContain('A capture has begun');
  });

  test.each(['https://evil.example', 'null'])('is not for a page of %s', async (origin) => {
    const { app, captured } = start();
    const response = await post(app, goleaky, origin);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('Nothing was captured: the request comes from a page');
    expect(captured).toEqual([]);
  });

  test('says why nothing was begun', async () => {
    const { app } = start(everything, fakeControl({ capture: () => 'one is under way' }));
    const response = await post(app, goleaky);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('Nothing was captured: one is under way.');
    expect((await post(start().app, '/targets/nobody')).status).toBe(404);
  });
});

describe.each([
  ['target', '/targets/goleaky%2F127.0.0.1%3A6060'],
  ['incident', '/incidents/01JD9XKQ2M'],
])('the forms of a snooze on the page of a %s', (_what, page) => {
  const wish = { for: '4h', why: 'an import <b>', by: 'ops' };
  const send = (
    app: ReturnType<typeof start>['app'],
    path: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = { origin: 'http://127.0.0.1:9412' },
  ) =>
    app.request(`${page}/${path}`, {
      method: 'POST',
      headers: {
        ...{ host: '127.0.0.1:9412', 'content-type': 'application/x-www-form-urlencoded' },
        ...headers,
      },
      body: new URLSearchParams(fields).toString(),
    });

  test('are there, and snooze its workload', async () => {
    const { app, snoozes } = start();
    expect(await (await app.request(page)).text()).toMatch(
      /<form method="post" action="[^"]+\/snooze"/,
    );
    const answer = await send(app, 'snooze', wish);
    const back = answer.headers.get('location') ?? '';
    expect([answer.status, back]).toEqual([303, expect.stringMatching(/^\.\.\/.+\?snooze=begun$/)]);
    expect(snoozes).toMatchObject([
      { workload: 'goleaky', why: 'an import <b>', by: 'ops', untilMs: nowMs + 4 * 3_600_000 },
    ]);
    const led = new URL(back, `http://x${page}/snooze`);
    expect(await (await app.request(`${led.pathname}${led.search}`)).text()).toContain('Snoozed:');
  });

  test('show the snooze that goes on, and end it', async () => {
    const made = start();
    await send(made.app, 'snooze', wish);
    made.set({ ...everything, snoozes: made.snoozes });
    const text = await (await made.app.request(page)).text();
    expect(text).toContain('by ops: an import &lt;b&gt;');
    const id = /name="id" value="([^"]+)"/.exec(text)?.[1] ?? '';
    expect((await send(made.app, 'unsnooze', { id: 'other' })).status).toBe(404);
    const answer = await send(made.app, 'unsnooze', { id });
    expect([answer.status, made.snoozes]).toEqual([303, []]);
    expect(answer.headers.get('location')).toMatch(/\?snooze=ended$/);
  });

  test.each([
    ['without a reason', { ...wish, why: ' ' }, 'why: say why'],
    ['for ever', { ...wish, for: '9999d' }, 'at most a year'],
    ['for no time', { ...wish, for: 'soon' }, 'for: '],
    ['for a novel', { ...wish, why: 'x'.repeat(20_000) }, 'the body is larger than'],
  ])('snooze nobody %s, and say why', async (_how, fields, why) => {
    const { app, snoozes } = start();
    const answer = await send(app, 'snooze', fields);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    const note = /<p class="note warn"[^>]*>([^<]*)/.exec(await answer.text())?.[1];
    expect(note).toContain('Nothing was changed: ');
    expect(note).toContain(why);
    expect(snoozes).toEqual([]);
  });

  test.each<[from: string, headers: Readonly<Record<string, string>>]>([
    ['another site', { origin: 'https://evil.example' }],
    ['a sandbox', { origin: 'null' }],
    ['a browser that keeps the origin to itself', { 'sec-fetch-site': 'cross-site' }],
    ['another port of the same name', { 'sec-fetch-site': 'same-site' }],
  ])('are not for a page of %s', async (_from, headers) => {
    const { app, snoozes } = start();
    for (const path of ['snooze', 'unsnooze']) {
      const answer = await send(app, path, wish, headers);
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain('not for web pages of other sites');
    }
    expect(snoozes).toEqual([]);
  });

  test('are of nothing that is not there', async () => {
    const { app, snoozes, set } = start();
    set(snapshot([]));
    expect((await send(app, 'snooze', wish)).status).toBe(404);
    expect(snoozes).toEqual([]);
  });
});

describe('the report of an incident', () => {
  test('has what its target has done since it was put on record, and the newest verdict on it', async () => {
    const drawn: IncidentNow[] = [];
    const report = async (now: IncidentNow) => {
      drawn.push(now);
      return success('');
    };
    const now = sawtoothTarget().timeline;
    const { timeline, ...rest } = incident();
    const short = timeline && { ...timeline, points: timeline.points.slice(0, 9), lifeEnds: [] };
    const incidents = [{ ...rest, ...(short && { timeline: short }) }];
    const { app } = start(snapshot([sawtoothTarget()], { incidents }), fakeControl({ report }));
    await app.request('/incidents/01JD9XKQ2M/report.html');
    expect(drawn.map(({ incident: { timeline } }) => timeline)).toEqual([now]);
    expect(drawn.map(({ told }) => told.asOfMs)).toEqual([null]);
  });

  test('is a file to take away, which may do nothing here', async () => {
    const report = async () => success('<!doctype html><script>1</script>');
    const { app } = start(everything, fakeControl({ report }));
    const response = await app.request('/incidents/01JD9XKQ2M/report.html');
    expect(await response.text()).toContain('<!doctype html>');
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="sawtooth-report-01JD9XKQ2M.html"',
    );
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  });

  test('that cannot be made says why', async () => {
    const { app } = start();
    const response = await app.request('/incidents/01JD9XKQ2M/report.html');
    expect([response.status, await response.text()]).toEqual([
      500,
      'The report cannot be made: no report here\n',
    ]);
    expect((await app.request('/incidents/nobody/report.html')).status).toBe(404);
  });
});

describe('speedscope', () => {
  test('is served from the package, with a policy of its own', async () => {
    const { app } = start();
    const page = await app.request('/speedscope/');
    const text = await page.text();
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/https?:|\*|'unsafe-eval'|script-src[^;]*unsafe-inline/);
    const [, script = ''] = /<script src="([^"]+)"/.exec(text) ?? [];
    const file = await app.request(`/speedscope/${script}`);
    expect(file.headers.get('content-type')).toContain('text/javascript');
    expect(file.headers.get('cache-control')).toContain('max-age');
    expect((await app.request('/speedscope')).headers.get('location')).toBe('speedscope/');
  });

  test.each(['..%2f..%2fpackage.json', 'release.txt', '%00', 'LICENSE'])(
    'has no file %s',
    async (file) => {
      expect((await start().app.request(`/speedscope/${file}`)).status).toBe(404);
    },
  );
});

describe('a page that is looked at', () => {
  test('is told as a whole, then what changes', async () => {
    const { app, set } = start();
    const response = await app.request('/live');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const events = eventsOf(response);
    const next = async () => JSON.parse((await events.next()).value?.[1] ?? 'null');
    const first = await next();
    expect(first.title).toBe('(1) sawtooth');
    const ids = (parts: string[]) => parts.map((part) => /id="([\w-]+)"/.exec(part)?.[1]);
    expect(ids(first.parts)).toEqual([
      'heading',
      'firing',
      'tools',
      'fleet',
      'recent',
      'sources',
      'as-of',
    ]);
    set({
      ...everything,
      atMs: nowMs + 1000,
      feeds: [
        {
          name: 'new',
          health: 'up',
          lastError: null,
          lastRoundAtMs: nowMs,
          lastRoundMs: 1,
          series: 1,
          seriesLeftOut: 0,
          seriesLimit: 50_000,
        },
      ],
    });
    let parts: string[] = [];
    while (!ids(parts).includes('sources')) ({ parts } = await next());
    // The firing list says for how long, in seconds.
    expect(ids(parts)).toEqual(['firing', 'sources', 'as-of']);
    await events.return(undefined);
  });

  test('is made once for all who look at it, and not at all when nobody does', async () => {
    const { app, looks } = start();
    const streams = await Promise.all(
      Array.from({ length: 20 }, () => app.request('/live?q=goleaky')),
    );
    const readers = streams.map(eventsOf);
    await Promise.all(readers.map((reader) => reader.next()));
    // One look, or two where the timer went off between the first and the last of them.
    expect(looks()).toBeLessThanOrEqual(2);
    await Promise.all(readers.map((reader) => reader.return(undefined)));
    await new Promise((resolve) => setTimeout(resolve, 60));
    const before = looks();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(looks()).toBe(before);
  });

  test('leaves a slow reader out of what it missed: it is told the newest', async () => {
    const { app, set } = start();
    const events = eventsOf(await app.request('/live'));
    await events.next();
    const newestMs = nowMs + 20_000;
    for (let atMs = nowMs + 1000; atMs <= newestMs; atMs += 1000) {
      set({ ...everything, atMs });
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    let reads = 0;
    let text = '';
    while (!text.includes(asOf(newestMs).html)) {
      const { parts } = JSON.parse((await events.next()).value?.[1] ?? 'null');
      text = parts.join('\n');
      reads += 1;
    }
    // What lay ready on its way, and then the newest.
    expect(reads).toBeLessThan(6);
    await events.return(undefined);
  });

  test('of a target ends when the target is gone', async () => {
    const { app, set } = start();
    const events = eventsOf(await app.request('/targets/goleaky%2F127.0.0.1%3A6060/live'));
    expect((await events.next()).value?.[0]).toBe('page');
    set(snapshot([]));
    let kind = 'page';
    while (kind === 'page') kind = (await events.next()).value?.[0] ?? 'end';
    expect(kind).toBe('gone');
    expect((await events.next()).done).toBe(true);
  });

  test('ends when the server does', async () => {
    const { app, stop } = start();
    const events = eventsOf(await app.request('/live'));
    await events.next();
    stop.abort();
    while (!(await events.next()).done);
  });

  test('has so many readers and no more', async () => {
    const { app } = start();
    const streams = await Promise.all(Array.from({ length: 201 }, () => app.request('/live')));
    const refused = streams.filter(({ status }) => status === 503);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.headers.get('retry-after')).toBe('10');
  });
});
