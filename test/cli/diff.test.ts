import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { run } from '../../src/cli/diff.ts';
import type { Io } from '../../src/cli/io.ts';
import { goroutineBytes, heapBytes } from '../support/profile-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-diff-'));
const stack = 'goleaky/repo.SaveReport goleaky/repo/repo.go:35 < main.main goleaky/main.go:5';

/** Captures of a ramp, ten seconds apart. */
const captures = [0, 1, 2, 3, 4].map((i) =>
  heapBytes(
    `${i * 3000} ${i * 3000} 4096 ${stack}\n 9 ${9 * (i + 1)} 512 app.churn app/churn.go:1`,
    {
      atMs: 1_700_000_000_000 + i * 10_000,
    },
  ),
);
const files = captures.map((bytes, i) => {
  writeFileSync(join(folder, `${i}.pb.gz`), bytes);
  return `${i}.pb.gz`;
});
writeFileSync(join(folder, 'page.html'), '<html>Sign in</html>');

async function call(args: readonly string[], stdin: Uint8Array = new Uint8Array()) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk, _, done) {
        written[name] += String(chunk);
        done();
      },
    }) as NodeJS.WriteStream;
  const io: Io = {
    env: {},
    cwd: folder,
    stdin: Readable.from([stdin]) as unknown as NodeJS.ReadStream,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    signal: new AbortController().signal,
    onReload: () => () => undefined,
  };
  return { code: await run(args, io), ...written };
}

test('names the culprit, its stack and the table, and exits 1', async () => {
  const { code, stdout, stderr } = await call(files);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  const lines = stdout.split('\n').map((line) => line.trim().replaceAll(/\s+/g, ' '));
  expect(lines[0]).toMatch(
    /^goleaky\/repo\.SaveReport \(.*repo\.go:35\) \+46\.9 MiB, 100 % of the growth, confirmed$/,
  );
  expect(lines.filter((line) => /^(at|by) /.test(line))).toHaveLength(2);
  expect(lines).toContain('inuse_space 4.5 KiB → 46.9 MiB (+46.9 MiB) over 5 captures in 40 s');
  expect(lines.slice(-4)).toEqual([
    'flat cum function, by growth',
    '+46.9 MiB +46.9 MiB goleaky/repo.SaveReport ← culprit',
    '0 B +46.9 MiB main.main',
    '',
  ]);
});

test('--json prints the object of the contract and nothing else', async () => {
  const { code, stdout, stderr } = await call(['--json', ...files]);
  expect({ code, stderr, lines: stdout.trimEnd().split('\n').length }).toEqual({
    code: 1,
    stderr: '',
    lines: 1,
  });
  expect(JSON.parse(stdout)).toMatchObject({
    sampleType: 'inuse_space',
    unit: 'bytes',
    base: { total: 4608, atMs: 1_700_000_000_000 },
    current: { total: 4608 + 12_000 * 4096, atMs: 1_700_000_040_000 },
    captures: 5,
    growth: 12_000 * 4096,
    verdict: 'confirmed',
    culprits: [
      {
        function: 'goleaky/repo.SaveReport',
        package: 'goleaky/repo',
        file: 'goleaky/repo/repo.go',
        line: 35,
        share: 1,
        confidence: 'confirmed',
        kind: 'application',
        leaf: 'goleaky/repo.SaveReport',
        retainers: [],
      },
    ],
    warnings: [],
  });
});

test.each([
  { name: 'with --exit-zero', args: ['--exit-zero', ...files], code: 0 },
  { name: 'nothing grew', args: ['4.pb.gz', '4.pb.gz'], code: 0 },
  {
    name: 'one profile',
    args: ['0.pb.gz'],
    code: 2,
    says: 'sawtooth: diff compares two profiles or more',
  },
  {
    name: 'no such file',
    args: ['0.pb.gz', 'gone.pb.gz'],
    code: 2,
    says: 'sawtooth: cannot read gone.pb.gz: there is no such file',
  },
  {
    name: 'a folder',
    args: ['0.pb.gz', '.'],
    code: 2,
    says: 'sawtooth: cannot read .: it is a folder',
  },
  {
    name: 'no profile',
    args: ['0.pb.gz', 'page.html'],
    code: 2,
    says: 'sawtooth: page.html: expected a profile in pprof\'s format, got an HTML or XML page; it begins "<html>Sign in</html>"',
  },
  {
    name: 'stdin given twice',
    args: ['-', '-'],
    code: 2,
    says: 'sawtooth: stdin holds one profile: give - once',
  },
  {
    name: 'a dead address without a scheme',
    args: ['0.pb.gz', '127.0.0.1:1/debug/pprof/'],
    code: 2,
    says: 'http://127.0.0.1:1/debug/pprof/heap',
  },
  { name: 'an unknown flag', args: ['--jsn', ...files], code: 2, says: '--json' },
  {
    name: 'a dead address',
    args: ['0.pb.gz', 'http://127.0.0.1:1/debug/pprof'],
    code: 2,
    says: 'http://127.0.0.1:1/debug/pprof/heap',
  },
])('exits $code: $name', async ({ args, code, says }) => {
  const answer = await call(args);
  expect(answer.code).toBe(code);
  if (says === undefined) expect(answer.stderr).toBe('');
  else expect(answer.stderr).toContain(says);
});

test('stdin and a URL are profiles too', async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(captures[4]);
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  const answer = await call(['-', `127.0.0.1:${port}`], captures[0]);
  server.close();
  expect(answer.stderr).toBe('');
  expect(asked).toEqual(['/debug/pprof/heap']);
  expect(answer.stdout).toContain('goleaky/repo.SaveReport');
  expect(answer.stdout).toContain(
    'but 2 captures cannot tell a leak from a cache that fills; 4 of one process are needed',
  );
});

test('of captures of two kinds that is said, whatever their gc modes are', async () => {
  const put = (name: string, bytes: Uint8Array, gc: boolean) => {
    writeFileSync(join(folder, name), bytes);
    writeFileSync(join(folder, `${name}.json`), JSON.stringify({ gc }));
    return name;
  };
  const heap = put('heap-baseline.pb.gz', heapBytes('1 1 9 main.main main.go:1'), true);
  const other = put('goroutine.pb.gz', goroutineBytes('1 main.main main.go:1'), false);
  const { code, stderr } = await call([heap, other]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/goroutine\.pb\.gz: .* give captures of one kind$/m);
});

test('captures of two gc modes are not compared, where that is known', async () => {
  const mode = (name: string, gc: boolean) => {
    writeFileSync(join(folder, name), captures[gc ? 0 : 1] ?? '');
    writeFileSync(join(folder, `${name}.json`), JSON.stringify({ gc }));
    return name;
  };
  const [forced, plain] = [mode('forced.pb.gz', true), mode('plain.pb.gz', false)];
  const mixed = await call([forced, plain]);
  expect(mixed.code).toBe(2);
  expect(mixed.stderr).toContain('plain.pb.gz: it was taken without a forced collection (gc=1)');
  // Of a file from elsewhere nobody knows.
  expect((await call([forced, files[1] ?? ''])).code).not.toBe(2);
});
