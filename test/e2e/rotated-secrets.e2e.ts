import { mkdtemp, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Daemon, eventually } from './support/daemon.ts';
import { serveProgram } from './support/serve-program.ts';

const daemons: Daemon[] = [];
const closers: (() => void)[] = [];
afterAll(async () => {
  await Promise.all(daemons.map((one) => one.stop()));
  for (const close of closers) close();
});

/** A page for who brings the right header, and what was brought so far. */
async function guardedPage(wanted: string) {
  const brought: string[] = [];
  let right = wanted;
  const server = createServer(({ headers }, response) => {
    brought.push(headers.authorization ?? '');
    if (headers.authorization !== right) return response.writeHead(401).end('who are you?');
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end('process_resident_memory_bytes 1e8\nprocess_start_time_seconds 1.7e9\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    brought,
    wants: (header: string) => {
      right = header;
    },
  };
}

test('tokens and passwords that are renewed while it runs are sent from the next scrape on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sawtooth-rotated-'));
  // As the kubelet renews a projected token: what was there is replaced, never half written.
  const put = async (name: string, text: string) => {
    await writeFile(join(folder, `${name}.new`), text);
    await rename(join(folder, `${name}.new`), join(folder, name));
  };
  await put('token', 'first-token\n');
  await put('password', 'first-password\n');
  const basic = (password: string) => `Basic ${Buffer.from(`me:${password}`).toString('base64')}`;
  const byToken = await guardedPage('Bearer first-token');
  const byPassword = await guardedPage(basic('first-password'));
  await writeFile(
    join(folder, 'sawtooth.yaml'),
    `scrape_configs:
  - job_name: token
    scrape_interval: 1s
    scrape_timeout: 1s
    authorization: { credentials_file: token }
    static_configs: [{ targets: ["${byToken.address}"] }]
  - job_name: password
    scrape_interval: 1s
    scrape_timeout: 1s
    basic_auth: { username: me, password_file: password }
    static_configs: [{ targets: ["${byPassword.address}"] }]
`,
  );
  const { daemon, get } = await serveProgram([
    ...['--config.file', join(folder, 'sawtooth.yaml')],
    ...['--storage.path', join(folder, 'data')],
  ]);
  daemons.push(daemon);
  const allAre = (health: string) =>
    eventually(`two targets that are ${health}`, 30_000, async () => {
      const { activeTargets } = await get('/api/v1/targets');
      const are = activeTargets.map((one: { health: string }) => one.health);
      return are.length === 2 && are.every((one: string) => one === health);
    });
  await allAre('up');

  byToken.wants('Bearer second-token');
  byPassword.wants(basic('second-password'));
  await allAre('down');
  await put('token', 'second-token\n');
  await put('password', 'second-password\n');
  await allAre('up');

  expect([...new Set(byToken.brought)]).toEqual(['Bearer first-token', 'Bearer second-token']);
  expect(daemon.output).not.toMatch(/(first|second)-(token|password)/);
});
