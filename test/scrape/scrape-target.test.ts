import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { closeHttpAgents } from '../../src/http/agents.ts';
import { type LimitUse, limits } from '../../src/model/limits.ts';
import { type RelabelRule, relabelDefaults } from '../../src/model/relabel.ts';
import type { Target } from '../../src/model/target.ts';
import { scrapeTarget } from '../../src/scrape/scrape-target.ts';
import { httpPeer, type Peer, unreachable } from '../http/hostile-server.ts';
import { heapPage } from './heap-page.ts';

const peers: Peer[] = [];
afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()));
});
afterAll(closeHttpAgents);

type Answer = (response: ServerResponse, url: string) => void;

async function serve(answer: Answer): Promise<string> {
  const peer = await httpPeer((request, response) => answer(response, request.url ?? ''));
  peers.push(peer);
  return peer.url;
}

function scrape(
  source: Target['source'],
  url: string,
  over: Partial<Target> = {},
  noteUse: (use: LimitUse) => void = () => undefined,
) {
  const target: Target = {
    id: 'x',
    source,
    url,
    labels: { instance: 'a:1' },
    workload: 'w',
    scrapeIntervalMs: 1000,
    scrapeTimeoutMs: 2000,
    http: { headers: {} },
    profiles: null,
    ...over,
  };
  return scrapeTarget(target, { nowMs: 9, signal: new AbortController().signal, noteUse });
}

test('a metrics page is one reading', async () => {
  const url = await serve((r) => r.end('process_resident_memory_bytes 5\nbroken{ 1\n'));
  expect(await scrape('metrics', url)).toEqual({
    ok: true,
    value: { atMs: 9, instance: 'a:1', figures: { rss: 5 } },
  });
});

test('a pprof endpoint is one reading, with the goroutines where they can be had', async () => {
  let goroutines: Answer = (r) => r.end('goroutine profile: total 8\n'.padEnd(1 << 20, 'x'));
  const url = await serve((r, path) =>
    path.startsWith('/heap') ? r.end(heapPage) : goroutines(r, path),
  );
  expect(await scrape('pprof', url)).toMatchObject({
    value: { figures: { heapInuse: 3100, goroutines: 8 } },
  });
  goroutines = (r) => r.writeHead(404).end();
  const without = await scrape('pprof', url);
  expect(without).toMatchObject({ ok: true, value: { figures: { heapInuse: 3100 } } });
  expect(without.ok && without.value.figures).not.toHaveProperty('goroutines');
});

test('a page of few goroutines is read to its end, so that its connection is there for the next scrape', async () => {
  const sockets = new Set<unknown>();
  let length = 8 * 1024;
  const url = await serve((r, path) => {
    if (path.startsWith('/heap')) return r.end(heapPage);
    sockets.add(r.socket);
    r.end('goroutine profile: total 8\n'.padEnd(length, 'x'));
  });
  for (let i = 0; i < 4; i++) await scrape('pprof', url);
  // The two pages of a scrape are asked for at once, on either of two connections.
  expect(sockets.size).toBeLessThanOrEqual(2);
  length = 1 << 20;
  for (let i = 0; i < 4; i++) await scrape('pprof', url);
  expect(sockets.size).toBeGreaterThan(4);
});

test('this very process is one reading', async () => {
  const reading = await scrape('process', `pid:${process.pid}`);
  if (process.platform === 'linux')
    expect(reading).toMatchObject({ value: { figures: { rss: expect.any(Number) } } });
  else expect(reading).toMatchObject({ ok: false });
});

test.each([
  ['as they are', {}, 'allow-utf-8'],
  ['escaped, where that is wanted', { escaping: 'underscores' }, 'underscores'],
] as const)('names are asked for %s, and rules see those that come', async (_, over, scheme) => {
  let asked = '';
  const url = await serve((r) => {
    asked = String(r.req.headers.accept);
    r.end('{"node.memory.used","process.id"="1"} 5\n');
  });
  const rule: RelabelRule = {
    ...relabelDefaults,
    sourceLabels: ['__name__', 'process.id'],
    regex: 'node\\.memory\\.used;1',
    targetLabel: '__name__',
    replacement: 'process_resident_memory_bytes',
  };
  const reading = await scrape('metrics', url, { ...over, metricRelabel: [rule] });
  expect(reading).toMatchObject({ value: { figures: { rss: 5 } } });
  expect(asked).toContain(`text/plain;version=1.0.0;escaping=${scheme};`);
});

test.each([
  ['dots', 'process__resident__memory__bytes'],
  ['values', 'process_resident_memory_bytes'],
  ['values', 'U__process_2e_resident_5f_memory_5f_bytes'],
] as const)(
  'figures are found on a page of %s, and rules see its names: %s',
  async (escaping, name) => {
    const url = await serve((r) => {
      r.setHeader('content-type', `text/plain; version=1.0.0; charset=utf-8; escaping=${escaping}`);
      r.end(`${name} 5\n`);
    });
    expect(await scrape('metrics', url, { escaping })).toMatchObject({
      value: { figures: { rss: 5 } },
    });
    const drop: RelabelRule = {
      ...relabelDefaults,
      action: 'drop',
      sourceLabels: ['__name__'],
      regex: name,
    };
    expect(await scrape('metrics', url, { escaping, metricRelabel: [drop] })).toMatchObject({
      ok: false,
    });
  },
);

test('a page that was asked to escape and did not counts as it is', async () => {
  const url = await serve((r) => {
    r.setHeader('content-type', 'text/plain; version=0.0.4');
    r.end('process_resident_memory_bytes{a__b="1"} 5\n');
  });
  expect(await scrape('metrics', url, { escaping: 'dots' })).toMatchObject({
    value: { figures: { rss: 5 } },
  });
});

const html = '<html><body>welcome</body></html>';

test.each<[string, Target['source'], Answer, RegExp]>([
  [
    'HTML for metrics',
    'metrics',
    (r) => r.setHeader('content-type', 'text/html').end(html),
    /HTML \(text\/html\).*…\/metrics\.$/,
  ],
  ['HTML for pprof', 'pprof', (r) => r.end(html), /HTML \(no content type\).*…\/debug\/pprof\.$/],
  ['JSON', 'metrics', (r) => r.end('{"status":"ok"}'), /the answer is JSON/],
  ['a profile', 'pprof', (r) => r.end(Buffer.from([0x1f, 0x8b, 8])), /the answer is binary/],
  ['an empty page', 'metrics', (r) => r.end(), /the answer is an empty page/],
  ['a blank page', 'metrics', (r) => r.end(' \n'), /the answer is an empty page/],
  ['401', 'metrics', (r) => r.writeHead(401).end(), /wants a login \(401.*basic_auth/],
  ['403', 'metrics', (r) => r.writeHead(403).end(), /\(403 Forbidden\)\. Grant/],
  ['404', 'pprof', (r) => r.writeHead(404).end(), /no such page \(404\).*debug\/pprof/],
  [
    '500',
    'metrics',
    (r) => r.writeHead(500).end('collect failed\n'),
    /status 500 and says "collect failed"/,
  ],
  [
    '503',
    'metrics',
    (r) => r.writeHead(503, { 'retry-after': '7' }).end(),
    /not ready \(503, wants a pause of 7 s\)/,
  ],
  [
    'a redirect',
    'metrics',
    (r) => r.writeHead(302, { location: 'http://u:p@other/x?t=1' }).end(),
    /redirects to http:\/\/other\/x\?t=… \(302\)/,
  ],
  ['a redirect to nowhere', 'metrics', (r) => r.writeHead(301).end(), /redirects \(301\)/],
  [
    'a page cut short',
    'metrics',
    (r) =>
      r
        .setHeader('content-type', 'application/openmetrics-text; version=1.0.0')
        .end('process_resident_memory_bytes 5\n'),
    /breaks off.*# EOF/,
  ],
  [
    'a heap page cut short',
    'pprof',
    (r) => r.end(heapPage.slice(0, 60)),
    /breaks off before its figures/,
  ],
  ['other metrics', 'metrics', (r) => r.end('up 1\n'), /no memory figure/],
  ['a page too large', 'metrics', (r) => r.end('a 1\n'.repeat(1000)), /cap of 1 KiB/],
])('%s is told', async (_, source, answer, says) => {
  const url = await serve(answer);
  const reading = await scrape(source, url, { bodySizeLimitBytes: 1024 });
  expect(reading).toMatchObject({ ok: false, reason: expect.stringMatching(says) });
  expect(reading.ok ? '' : reading.reason).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/.*\.$/s);
});

describe('sample_limit', () => {
  const rule = {
    sourceLabels: ['__name__'],
    separator: ';',
    regex: 'a_.*',
    modulus: 0n,
    targetLabel: '',
    replacement: '$1',
    names: 'utf8',
    action: 'drop',
  } as const;
  const page = (others: number) =>
    `process_resident_memory_bytes 5\n${Array.from({ length: others }, (_, i) => `a_${i} 1\n`).join('')}`;
  const scraped = async (others: number, over: Partial<Target>) =>
    scrape('metrics', await serve((r) => r.end(page(others))), over);

  test('takes a page with as many samples, wanted or not', async () => {
    expect(await scraped(9, { sampleLimit: 10 })).toMatchObject({ ok: true });
  });

  test('refuses one with more as a whole', async () => {
    expect(await scraped(10, { sampleLimit: 10 })).toMatchObject({
      ok: false,
      reason: expect.stringMatching(
        /^GET .*: the page has more than 10 samples, and sample_limit allows no more\. Drop some/,
      ),
    });
  });

  test('without one, more than half a million are refused, in a sentence that says whose limit it is', async () => {
    expect(await scraped(limits.page_samples.most - 1, {})).toMatchObject({ ok: true });
    expect(await scraped(limits.page_samples.most, {})).toMatchObject({
      ok: false,
      reason: expect.stringMatching(
        /more than 500000 samples, the most that is read where sample_limit says nothing higher/,
      ),
    });
    // Who has more says so.
    expect(
      await scraped(limits.page_samples.most, { sampleLimit: limits.page_samples.most + 1 }),
    ).toMatchObject({ ok: true });
  });

  test('says how near a page comes to its limits', async () => {
    const uses: LimitUse[] = [];
    const url = await serve((r) => r.end(`process_resident_memory_bytes{a="1",b="2"} 5\nx 1\n`));
    await scrape('metrics', url, { sampleLimit: 10 }, (use) => uses.push(use));
    expect(uses).toEqual([
      { limit: 'page_bytes', used: 49, most: 64 * 1024 ** 2 },
      { limit: 'labels_of_sample', used: 2 },
      { limit: 'page_samples', used: 2, most: 10 },
    ]);
  });

  test('counts what relabelling leaves', async () => {
    const rules = { sampleLimit: 10, metricRelabel: [rule] };
    expect(await scraped(1000, rules)).toMatchObject({ ok: true });
    const others = { ...rules, metricRelabel: [{ ...rule, regex: 'a_[0-9]' }] };
    expect(await scraped(19, others)).toMatchObject({ ok: true });
    expect(await scraped(20, others)).toMatchObject({
      reason: expect.stringContaining('more than 10 samples after metric_relabel_configs'),
    });
  });
});

test('nothing there, and no process of that form, is told', async () => {
  expect(await scrape('pprof', await unreachable())).toMatchObject({
    ok: false,
    reason: expect.stringContaining('connection refused'),
  });
  expect(await scrape('process', 'pid:me')).toMatchObject({
    ok: false,
    reason: expect.stringContaining('pid:1234'),
  });
});

test.skipIf(process.platform !== 'linux')(
  'a process whose own page refuses is read all the same, and says why that gave nothing',
  async () => {
    const url = new URL('/metrics', await serve((r) => r.writeHead(401).end())).href;
    const page = { source: 'metrics', url } as const;
    const refused = await scrape('process', `pid:${process.pid}`, { page });
    expect(refused).toMatchObject({
      ok: true,
      value: {
        figures: { rss: expect.any(Number) },
        pageFault: expect.stringMatching(/it wants a login \(401/),
      },
    });
    const without = await scrape('process', `pid:${process.pid}`);
    expect(without.ok && 'pageFault' in without.value).toBe(false);
  },
);
