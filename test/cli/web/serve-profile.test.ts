import { mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import * as pprof from '../../../src/cli/pprof.ts';
import { heapBytes } from '../../support/profile-text.ts';
import { runIn } from '../fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-pages-'));
writeFileSync(join(folder, 'p.pb.gz'), heapBytes('9 9 4096 repo.Save < main.main'));

test('serves until it is stopped, to this machine by its own name', async () => {
  const stop = new AbortController();
  let told = '';
  let ended: Promise<number> = Promise.resolve(-1);
  const heard = new Promise<string>((resolve) => {
    const stderr = new Writable({
      write(chunk, _, done) {
        told += chunk;
        const url = /Serving web UI on (\S+)\n/.exec(told)?.[1];
        if (url !== undefined) resolve(url);
        done();
      },
    });
    const io = { env: {}, cwd: folder, stderr, stdout: stderr, signal: stop.signal };
    ended = pprof.run(['-http=:', '-no_browser', 'p.pb.gz'], io as never);
  });
  const url = await heard;
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await statusOf(`${url}/ui/top`)).toBe(200);
  expect(await statusOf(`${url}/ui/page.js`)).toBe(200);
  // A page of elsewhere whose name resolves to this machine.
  expect(await statusOf(`${url}/ui/top`, 'evil.example')).toBe(403);
  stop.abort();
  expect(await ended).toBe(0);
});

test.each<[string, readonly string[], string]>([
  ['a report beside it', ['-http=:', '-top', 'p.pb.gz'], '-http is not compatible with'],
  [
    'no pages to open',
    ['-no_browser', '-top', 'p.pb.gz'],
    '-no_browser only makes sense with -http',
  ],
  ['rows for a program', ['-http=:', '-json', 'p.pb.gz'], 'not of -http'],
  ['no address', ['-http=8080', 'p.pb.gz'], '-http=8080: expected host:port'],
  [
    'an address of elsewhere',
    ['-http=203.0.113.7:0', '-no_browser', 'p.pb.gz'],
    'cannot listen on',
  ],
])('%s', async (_, args, reason) => {
  const told = await runIn(folder, pprof, args);
  expect(told.code).toBe(2);
  expect(told.err).toContain(reason);
});

function statusOf(url: string, host?: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = host === undefined ? {} : { host };
    const asked = request(url, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on('error', reject).end();
  });
}
