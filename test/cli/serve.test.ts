import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/serve.ts';

const storage = mkdtempSync(join(tmpdir(), 'sawtooth-serve-'));
const page = 'process_resident_memory_bytes 1e8\nprocess_start_time_seconds 1.7e9\n';
const service = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(page);
});
await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
const target = `http://127.0.0.1:${(service.address() as AddressInfo).port}/metrics`;

afterAll(() => {
  service.close();
  rmSync(storage, { recursive: true, force: true });
});

/** The command over a real target, its HTTP on a free port. */
function start(address: string) {
  const stop = new AbortController();
  const said: string[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      said.push(String(chunk));
      done();
    },
  }) as NodeJS.WriteStream;
  const io: Io = {
    env: {},
    cwd: storage,
    stdin: Readable.from([]) as NodeJS.ReadStream,
    stdout: sink,
    stderr: sink,
    signal: stop.signal,
    onReload: () => () => undefined,
  };
  const stderr = () => said.join('');
  const args = [target, '--scrape-interval', '1s', '--storage.path', storage];
  const code = run([...args, '--web.listen-address', address], io);
  return { code, stop, stderr };
}

test('watches and serves until it is stopped', async () => {
  const { code, stop, stderr } = start('127.0.0.1:0');
  const listening = /listening on (http:\S+)/;
  await expect.poll(stderr, { interval: 5, timeout: 5000 }).toMatch(listening);
  const url = listening.exec(stderr())?.[1] ?? '';
  const get = async (path: string) => (await fetch(url + path)).text();
  await expect.poll(() => get('/-/ready'), { interval: 20, timeout: 5000 }).toMatch(/is ready/);
  expect(await get('/metrics')).toMatch(/^sawtooth_scrapes_total [1-9]/m);
  expect(JSON.parse(await get('/api/v1/targets'))).toMatchObject({
    data: { activeTargets: [{ health: 'up', scrapeUrl: target }] },
  });
  stop.abort();
  expect(await code).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test('an address that is taken ends it with a sentence', async () => {
  const { host } = new URL(target);
  const { code, stderr } = start(host);
  expect(await code).toBe(2);
  expect(stderr()).toContain('something else does');
});

test('an address that is none ends it with a sentence', async () => {
  const { code, stderr } = start('9412');
  expect(await code).toBe(2);
  expect(stderr()).toContain("'9412' is no host:port");
});
