import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Discovery, type DiscoveryEvent } from '../../src/discover/discovery.ts';
import { closeHttpAgents } from '../../src/http/agents.ts';
import type { DiscoveryConfig, ScrapeConfig } from '../../src/model/config.ts';
import { type RelabelRule, relabelDefaults } from '../../src/model/relabel.ts';
import type { Target } from '../../src/model/target.ts';
import { httpPeer, type Peer } from '../http/hostile-server.ts';
import { scrapeConfig } from '../support/scrape-config.ts';

const rules = (...given: readonly Partial<RelabelRule>[]) =>
  given.map((rule) => ({ ...relabelDefaults, ...rule }));

let folder = '';
const ends: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sawtooth-sd-'));
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await rm(folder, { recursive: true });
});
afterAll(closeHttpAgents);

/** Discovery whose five seconds are fifty milliseconds; what it says is kept. */
async function start(...jobs: readonly Partial<ScrapeConfig>[]) {
  const told: DiscoveryEvent[] = [];
  const changes: (readonly Target[])[] = [];
  const discovery = new Discovery({
    nowMs: () => performance.now() * 100,
    sleep: async (ms, signal) => {
      await delay(ms / 100, undefined, { signal }).catch(() => undefined);
    },
    random: () => 1,
    env: {},
    serviceAccount: '/nowhere',
    changed: (targets) => changes.push(targets),
    tell: (event) => told.push(event),
  });
  const withDefaults = (given: readonly Partial<ScrapeConfig>[]) =>
    given.map((job) => ({ ...scrapeConfig, ...job }));
  let now: readonly Target[] = await discovery.follow(withDefaults(jobs));
  ends.push(() => discovery.stop());
  const urls = () => (changes.at(-1) ?? now).map(({ url }) => url);
  return {
    discovery,
    told,
    changes,
    urls,
    expectUrls: (...wanted: readonly string[]) => expect.poll(urls).toEqual(wanted),
    follow: async (...next: readonly Partial<ScrapeConfig>[]) => {
      now = await discovery.follow(withDefaults(next));
      return now.map(({ url }) => url);
    },
  };
}

const files = (refreshIntervalMs = 300_000): DiscoveryConfig => ({
  kind: 'file',
  patterns: [join(folder, '*.json'), join(folder, '*.yml')],
  refreshIntervalMs,
});

async function write(name: string, text: string): Promise<void> {
  await writeFile(join(folder, `${name}.tmp`), text);
  await rename(join(folder, `${name}.tmp`), join(folder, name));
}

const list = (...targets: readonly string[]) => JSON.stringify([{ targets }]);

describe('files', () => {
  test('are read again when they change, come and go', async () => {
    await write('a.json', list('a:1'));
    const { expectUrls } = await start({ discovery: [files()] });
    await expectUrls('http://a:1/metrics');
    await write('b.yml', '- targets: [b:1]\n');
    await expectUrls('http://a:1/metrics', 'http://b:1/metrics');
    await write('a.json', list('a:2'));
    await expectUrls('http://a:2/metrics', 'http://b:1/metrics');
    await rm(join(folder, 'a.json'));
    await expectUrls('http://b:1/metrics');
  });

  test('what a broken one held stays, and it is said until it is mended', async () => {
    await write('a.json', list('a:1'));
    await write('b.json', list('b:1'));
    const { expectUrls, told, discovery } = await start({ discovery: [files()] });
    await expectUrls('http://a:1/metrics', 'http://b:1/metrics');
    await write('a.json', '[{"targets": ["a');
    await write('b.json', list('b:2'));
    await expectUrls('http://a:1/metrics', 'http://b:2/metrics');
    expect(told).toEqual([
      {
        kind: 'discovery-failed',
        job: 'shop',
        reason: expect.stringMatching(
          /a\.json: this is no JSON: .*; what it held before stays \(targets: 1\)/,
        ),
      },
    ]);
    expect(discovery.state.providers).toMatchObject([
      { job: 'shop', mechanism: 'file', problem: expect.stringContaining('a.json') },
    ]);
    await write('a.json', list('a:3'));
    await expectUrls('http://a:3/metrics', 'http://b:2/metrics');
    expect(told.at(-1)).toEqual({ kind: 'discovery-recovered', job: 'shop' });
  });

  const strange: [name: string, make: (path: string) => unknown, says: RegExp][] = [
    [
      'a pipe',
      (path) => execFileSync('mkfifo', [path]),
      /a\.json: it cannot be read \(it is no file\)/,
    ],
    ['a folder', (path) => mkdir(path), /a\.json: it cannot be read \(it is a folder\)/],
    ['a link to what never ends', (path) => symlink('/dev/zero', path), /\(it is no file\)/],
    [
      'a file without measure',
      async (path) => {
        await writeFile(path, '');
        await truncate(path, 40 * 1024 ** 2);
      },
      /\(it is larger than 32 MiB\)/,
    ],
  ];
  test.each(strange)(
    '%s in the place of one is not waited for, and others are read on',
    async (_name, make, says) => {
      await write('a.json', list('a:1'));
      const { expectUrls, urls, told } = await start({ discovery: [files()] });
      await expectUrls('http://a:1/metrics');
      // It may be looked at while nothing is in its place: then what it held is gone, too.
      await rm(join(folder, 'a.json'));
      await make(join(folder, 'a.json'));
      await write('b.json', list('b:1'));
      await expect.poll(urls).toContain('http://b:1/metrics');
      await expect
        .poll(() => told.at(-1))
        .toMatchObject({
          kind: 'discovery-failed',
          reason: expect.stringMatching(says),
        });
    },
  );

  test('a folder that comes later is found at the next refresh, a plain file that is missing is told', async () => {
    const later = join(folder, 'later');
    const { expectUrls, told } = await start({
      discovery: [
        { kind: 'file', patterns: [join(later, '*.json')], refreshIntervalMs: 10_000 },
        { kind: 'file', patterns: [join(folder, 'no.json')], refreshIntervalMs: 10_000 },
      ],
    });
    await mkdir(later);
    await writeFile(join(later, 'a.json'), list('a:1'));
    await expectUrls('http://a:1/metrics');
    expect(told).toMatchObject([
      { reason: expect.stringMatching(/no\.json: there is no such file/) },
    ]);
  });
});

describe('a server', () => {
  async function serve(answer: () => { status?: number; type?: string; body: string }) {
    const headers: unknown[] = [];
    const peer: Peer = await httpPeer((request, response) => {
      headers.push(request.headers);
      const { status = 200, type = 'application/json; charset=utf-8', body } = answer();
      response.writeHead(status, { 'content-type': type }).end(body);
    });
    ends.push(() => peer.close());
    const config: DiscoveryConfig = {
      kind: 'http',
      url: peer.url,
      refreshIntervalMs: 5000,
      http: { headers: {} },
    };
    return { config, headers, url: peer.url };
  }

  test('is asked every refresh_interval, and what it gave stays while it fails', async () => {
    let answer: { status?: number; type?: string; body: string } = { body: list('a:1') };
    const { config, headers } = await serve(() => answer);
    const { expectUrls, told, urls } = await start({ discovery: [config] });
    await expectUrls('http://a:1/metrics');
    expect(headers[0]).toMatchObject({
      accept: 'application/json',
      'x-prometheus-refresh-interval-seconds': '5',
    });
    for (const [bad, reason] of [
      [{ status: 500, body: 'no' }, /answered with status 500/],
      [{ body: '[{"targets"' }, /this is no JSON/],
      [{ type: 'text/html', body: '[]' }, /application\/json was asked for, "text\/html" came/],
    ] as const) {
      answer = bad;
      await expect.poll(() => told.at(-1)).toMatchObject({ kind: 'discovery-failed' });
      await expect
        .poll(() => told.findLast((event) => event.kind === 'discovery-failed')?.reason)
        .toMatch(reason);
      expect(urls()).toEqual(['http://a:1/metrics']);
    }
    answer = { body: '[]' };
    await expectUrls();
    expect(told.at(-1)).toEqual({ kind: 'discovery-recovered', job: 'shop' });
  });
});

describe('a reload', () => {
  test('leaves what has not changed alone, and keeps what is known until there is an answer', async () => {
    await write('a.json', list('a:1'));
    const { expectUrls, follow, changes } = await start({ discovery: [files()] });
    await expectUrls('http://a:1/metrics');
    const [before] = changes.at(-1) ?? [];
    expect(await follow({ discovery: [files()], limitBytes: 5 })).toEqual(['http://a:1/metrics']);
    // Another interval is another provider, which has found nothing yet.
    expect(await follow({ discovery: [files(9_000_000)] })).toEqual(['http://a:1/metrics']);
    await delay(100);
    await expectUrls('http://a:1/metrics');
    expect(changes.at(-1)?.[0]?.id).toBe(before?.id);
    expect(await follow({ jobName: 'other' })).toEqual([]);
  });

  test('relabels what is known anew', async () => {
    await write('a.json', list('a:1', 'b:1'));
    const { expectUrls, follow, discovery } = await start({ discovery: [files()] });
    await expectUrls('http://a:1/metrics', 'http://b:1/metrics');
    const drop = rules({ action: 'drop', sourceLabels: ['__address__'], regex: 'a:.*' });
    expect(await follow({ discovery: [files()], relabel: drop })).toEqual(['http://b:1/metrics']);
    expect(discovery.state).toMatchObject({
      targets: new Map([['shop', 1]]),
      dropped: new Map([['shop', 1]]),
      droppedLabels: [{ __address__: 'a:1', job: 'shop', __scrape_interval__: '15s' }],
    });
  });
});

test('ten thousand targets, a hundred changes: told a few times, and only changes cost', async () => {
  const many = Array.from({ length: 10_000 }, (_, i) => `10.0.${i >> 8}.${i & 255}:80`);
  await write('many.json', JSON.stringify(many.map((target) => ({ targets: [target] }))));
  const { urls, changes } = await start({
    discovery: [
      files(),
      { kind: 'file', patterns: [join(folder, 'x.yml')], refreshIntervalMs: 50 },
    ],
    relabel: rules({ sourceLabels: ['__address__'], regex: '(.+):.+', targetLabel: 'pod' }),
  });
  await expect.poll(() => urls().length, { timeout: 20_000 }).toBe(10_000);
  const before = changes.length;
  for (let i = 0; i < 100; i++) {
    await write('x.yml', `- targets: [x:${i}]\n`);
    await delay(3);
  }
  await expect.poll(() => urls().at(-1), { timeout: 20_000 }).toBe('http://x:99/metrics');
  expect(changes.length - before).toBeLessThan(60);
}, 60_000);
