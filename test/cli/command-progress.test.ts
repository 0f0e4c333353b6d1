import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as capture from '../../src/cli/capture.ts';
import * as diff from '../../src/cli/diff.ts';
import * as report from '../../src/cli/report.ts';
import { heapBytes } from '../support/profile-text.ts';
import { runIn } from './fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-progress-'));
const stack = 'repo.Save repo.go:11 < main.main main.go:5';
writeFileSync(join(folder, 'base.pb.gz'), heapBytes(`10 100 4096 ${stack}`));
const heap = heapBytes(`900 3000 4096 ${stack}`);
/** A program that collects its garbage before it answers. */
const server = createServer((_, response) => setTimeout(() => response.end(heap), 1_500));
let address = '';

beforeAll(async () => {
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

// One after the other: a command closes the connections of its process.
test.each([
  [
    'capture',
    capture,
    (url: string) => [url, '-o', 'taken.pb.gz'],
    /^waiting for http:.*, at most 30 s, 1 s$/,
  ],
  ['diff', diff, (url: string) => ['base.pb.gz', url], /^[━╌]{20} reading http:.*, 2 of 2, 1 s$/],
  [
    'report',
    report,
    (url: string) => ['base.pb.gz', url, '-o', 'r.md', '--format', 'md'],
    /2 of 2/,
  ],
] as const)('%s says what it waits for, and no login', async (_name, command, args, expected) => {
  const url = `http://somebody:s3cret@${address}/debug/pprof/heap`;
  const { code, err } = await runIn(folder, command, args(url), { terminal: 'stderr' });
  expect([code, err]).toEqual([expect.toBeOneOf([0, 1]), expect.not.stringContaining('s3cret')]);
  const lines = err.split('\r\u001b[K').slice(1);
  expect(lines).toContainEqual(expect.stringMatching(expected));
  // It is taken away before anything else is said.
  expect(lines.at(-1)).not.toMatch(/waiting|reading/);
});
