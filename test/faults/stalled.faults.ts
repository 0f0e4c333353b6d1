import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { eventually } from '../e2e/support/daemon.ts';
import { leakyPage } from '../e2e/support/leaky-page.ts';
import { freePort } from '../e2e/support/programs.ts';
import { serve } from '../e2e/support/serve.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-stalled-'));
const page = await leakyPage();
afterAll(() => {
  page.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Has the thread of a process that its debugger listens to busy for so long: what an endless computation would do. */
async function keepBusy(port: number, forMs: number): Promise<void> {
  const [about] = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
    webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(about?.webSocketDebuggerUrl ?? '');
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  const expression = `for (const end = Date.now() + ${forMs}; Date.now() < end; );`;
  socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } }));
  await new Promise((resolve) => socket.addEventListener('message', resolve));
  socket.close();
}

test('a loop that stands still fails every probe, says so once it turns again, and is well after a while', async () => {
  const port = await freePort();
  const config = join(folder, 'sawtooth.yaml');
  writeFileSync(
    config,
    JSON.stringify({
      storage: { path: join(folder, 'data') },
      global: { scrape_interval: '1s', scrape_timeout: '500ms' },
      scrape_configs: [{ job_name: 'shop', static_configs: [{ targets: [page.address] }] }],
    }),
  );
  const served = await serve(['--config.file', config], {
    NODE_OPTIONS: `--inspect=127.0.0.1:${port}`,
  });
  const probe = async () => {
    const answer = await fetch(`${served.url}/-/healthy`, { signal: AbortSignal.timeout(2_000) });
    return { status: answer.status, text: await answer.text() };
  };
  try {
    await passed(1_500);
    expect(await probe()).toMatchObject({ status: 200 });
    const busy = keepBusy(port, 17_000);
    await passed(2_000);
    // As an orchestrator's probe: what does not answer in time has failed.
    await expect(probe()).rejects.toThrow(/timeout/);
    await busy;
    expect(await probe()).toMatchObject({
      status: 503,
      text: expect.stringMatching(
        /^sawtooth is not healthy: the event loop has stood still for 1\d s, longer than 15 s/,
      ),
    });
    await eventually('recovery', 40_000, async () => (await probe()).status === 200);
  } finally {
    await served.stop();
  }
}, 120_000);
