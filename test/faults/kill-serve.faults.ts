import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { leakyPage } from '../e2e/support/leaky-page.ts';
import { seeded } from './support/seeded.ts';

const main = new URL('../../dist/main.js', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'sawtooth-kill-serve-'));
const page = await leakyPage();
afterAll(() => {
  page.close();
  rmSync(folder, { recursive: true, force: true });
});

type Heard = { readonly atMs: number; readonly status: string; readonly alert: string };

/** A webhook receiver that remembers what it was told and when. */
async function receiver() {
  const heard: Heard[] = [];
  let arrived: () => void = () => undefined;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    const { alerts } = body as {
      alerts: { status: string; fingerprint: string; startsAt: string }[];
    };
    for (const { status, fingerprint, startsAt } of alerts) {
      heard.push({ atMs: Date.now(), status, alert: `${fingerprint} ${startsAt}` });
    }
    response.end();
    arrived();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    heard,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    /** Resolves with the next that it is told. */
    next: () =>
      new Promise<void>((resolve) => {
        arrived = resolve;
      }),
    close: () => server.close(),
  };
}

function configured(hook: string): string {
  const file = join(folder, 'sawtooth.yaml');
  writeFileSync(
    file,
    `scrape_configs:
  - job_name: shop
    scrape_interval: 250ms
    scrape_timeout: 250ms
    static_configs: [{ targets: ['${page.address}'] }]
receivers:
  - webhook_configs: [{ url: '${hook}' }]
storage: { path: '${folder}/data' }
`,
  );
  return file;
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

test('serve, killed again and again, tells a leak once, goes on where it was, and tells that it is over', async () => {
  const random = seeded(7);
  const hook = await receiver();
  const config = configured(hook.url);
  const kills: number[] = [];
  let log = '';
  const start = (): ChildProcess => {
    const flags = ['--config.file', config, '--time-scale', '60'];
    const child = spawn(
      process.execPath,
      [main, 'serve', ...flags, '--web.listen-address', '127.0.0.1:0'],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    child.stderr?.on('data', (chunk) => {
      log += chunk;
    });
    return child;
  };
  const kill = async (child: ChildProcess) => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    kills.push(Date.now());
    child.kill('SIGKILL');
    await gone;
  };
  /** Lives of serve, each killed after a moment that chance chooses, or as soon as it has told something. */
  const livesUntil = async (isDone: () => boolean, atMost: number) => {
    for (let lives = 0; lives < atMost && !isDone(); lives++) {
      const child = start();
      await Promise.race([
        passed(3000 + random() * 3000),
        hook.next().then(() => passed(random() * 30)),
      ]);
      await kill(child);
    }
  };
  const told = (alert: string, status: string) =>
    hook.heard.filter((one) => one.alert === alert && one.status === status);
  const alerts = () => [...new Set(hook.heard.map(({ alert }) => alert))];
  const isOver = () => alerts().every((alert) => told(alert, 'resolved').length > 0);
  await livesUntil(() => alerts().length > 0, 15);
  await livesUntil(() => false, 3);
  page.repair();
  await livesUntil(isOver, 25);
  await livesUntil(() => false, 1);
  // What was cut off is told by a process that nobody kills.
  const last = start();
  await passed(2000);
  last.kill('SIGTERM');
  await new Promise((resolve) => last.once('exit', resolve));
  hook.close();
  console.log(
    `${kills.length} kills of serve: ${alerts().length} alerts in ${hook.heard.length} notifications`,
  );
  expect(alerts().length, log).toBeGreaterThan(0);
  expect(isOver(), log).toBe(true);
  // A second time is right only where the kill kept the answer to the first from being written down.
  const wasCutOff = ({ atMs }: Heard) =>
    kills.some((killMs) => killMs >= atMs && killMs - atMs < 1000);
  const again = alerts().flatMap((alert) =>
    ['firing', 'resolved'].flatMap((status) => {
      const times = told(alert, status);
      return times.slice(1).filter((_, i) => !wasCutOff(times[i] as Heard));
    }),
  );
  expect(again, log).toEqual([]);
}, 200_000);
