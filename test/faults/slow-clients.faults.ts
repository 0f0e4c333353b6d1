import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Served, serve } from '../e2e/support/serve.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-slow-'));
let served: Served | null = null;
afterAll(async () => {
  await served?.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Ended = { readonly afterMs: number; readonly said: string };

/** Writes something, then a little of something else twice a second, until the server ends the connection. */
function drip(port: number, first: string, then: string): Promise<Ended> {
  return new Promise((resolve) => {
    const beganMs = performance.now();
    const socket = connect(port, '127.0.0.1', () => socket.write(first));
    const timer = then === '' ? undefined : setInterval(() => socket.write(then), 500);
    let said = '';
    socket.on('data', (chunk) => {
      said += chunk;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      resolve({ afterMs: performance.now() - beganMs, said });
    });
  });
}

/** Asks ten times for what is large and reads nothing of it. */
function askDeaf(port: number, path: string): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(get(path).repeat(10), () => resolve(socket));
    });
    socket.pause();
    socket.on('error', () => resolve(socket));
  });
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`;

const slow: readonly [name: string, first: string, then: string][] = [
  ['nothing', '', ''],
  ['headers without end', 'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n', 'x-a: b\r\n'],
  [
    'a body without end',
    'POST /api/v1/snoozes HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1000\r\n\r\n',
    'x',
  ],
];

test('who sends a little now and then has his connection for seconds, and who comes then is heard', async () => {
  served = await serve(['127.0.0.1:1/metrics', '--storage.path', join(folder, 'data')]);
  const { url } = served;
  const port = Number(new URL(url).port);
  const ended = await Promise.all(slow.map(([, first, then]) => drip(port, first, then)));
  for (const { afterMs, said } of ended) {
    expect(said).toMatch(/^HTTP\/1\.1 408 /);
    expect(afterMs).toBeLessThan(20_000);
  }
  // As many as there are connections, none of which says anything.
  const many = Array.from({ length: 512 }, () => drip(port, '', ''));
  const all = await Promise.all(many);
  expect(Math.max(...all.map(({ afterMs }) => afterMs))).toBeLessThan(25_000);
  expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
  const seconds = ended.map(({ afterMs }, i) => `${slow[i]?.[0]} ${(afterMs / 1000).toFixed(1)} s`);
  console.log(`slow clients: ${seconds.join(', ')}; 512 that say nothing are gone within seconds`);
});

test('who asks ahead and reads nothing is let go at once, and costs no more than a few answers', async () => {
  served ??= await serve(['127.0.0.1:1/metrics', '--storage.path', join(folder, 'data')]);
  const { url } = served;
  const port = Number(new URL(url).port);
  const ahead = await drip(port, get('/metrics').repeat(1000), '');
  expect(ahead.afterMs).toBeLessThan(5_000);
  expect(ahead.said.split('\nsawtooth_build_info{').length - 1).toBeLessThan(4);
  const [, script = ''] = /src="([^"]+\.js)"/.exec(await served.text('/speedscope/')) ?? [];
  const asked = Array.from({ length: 512 }, () => askDeaf(port, `/speedscope/${script}`));
  const deaf = await Promise.all(asked);
  const beganMs = performance.now();
  await expect.poll(() => connectionsOf(url), { timeout: 40_000, interval: 250 }).toBeLessThan(10);
  const tookMs = performance.now() - beganMs;
  for (const socket of deaf) socket.destroy();
  console.log(
    `512 that ask ten times for what is large and do not read are gone after ${(tookMs / 1000).toFixed(1)} s`,
  );
});

/** How many connections the server has; infinite while it hears nobody. */
async function connectionsOf(url: string): Promise<number> {
  try {
    const page = await (await fetch(`${url}/metrics`)).text();
    const [, used] = /^sawtooth_limit_used\{limit="connections"\} (\d+)$/m.exec(page) ?? [];
    return Number(used);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
