import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/report.ts';
import { exportIncident } from '../../src/store/incidents.ts';
import { heapBytes } from '../support/profile-text.ts';
import { randomOf } from '../support/random-profile.ts';
import { incident } from '../support/snapshots.ts';

const mib = 2 ** 20;
const stack = 'goleaky/repo.SaveReport goleaky/repo/repo.go:35 < main.main goleaky/main.go:5';
const [base, current] = [1, 40].map((objects) =>
  heapBytes(`${objects} ${objects} ${mib} ${stack}\n 9 9 512 app.churn app/churn.go:1`),
) as [Uint8Array, Uint8Array];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sawtooth-report-'));
  await writeFile(join(folder, 'base.pb.gz'), base);
  await writeFile(join(folder, 'current.pb.gz'), current);
});

async function call(...args: readonly string[]) {
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
    stdin: Readable.from([]) as unknown as NodeJS.ReadStream,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    signal: new AbortController().signal,
    onReload: () => () => undefined,
  };
  return { code: await run(args, io), ...written };
}

/** A store whose incident compared two captures; its paths are whole, as those of `watch` are. */
async function store(
  name: string,
  id = '1795651504-287928b6c1412758',
  profiles: readonly Uint8Array[] = [base, current],
): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, 'captures'), { recursive: true });
  const made = incident({ id });
  const [known] = made.captures;
  if (known === undefined) throw new Error('it has captures');
  const captures = await Promise.all(
    profiles.map(async (bytes, i) => {
      const file = join(path, 'captures', `${i}.pb.gz`);
      await writeFile(file, bytes);
      return { ...known, id: `c${i}`, path: file, bytes: bytes.length, atMs: known.atMs + i };
    }),
  );
  const diffs = made.diffs.map((diff) => ({
    ...diff,
    base: { total: 0, atMs: known.atMs },
    current: { total: 0, atMs: known.atMs + 1 },
  }));
  expect(await exportIncident(path, { ...made, captures, diffs })).toMatchObject({ ok: true });
  return path;
}

test('of two profiles: a page beside the caller, named after the program', async () => {
  const { code, stderr } = await call('base.pb.gz', 'current.pb.gz');
  expect(stderr).toMatch(/^Wrote .*sawtooth-report-x\.html, [\d.]+ KiB\.\n$/);
  expect(code).toBe(0);
  const page = await readFile(join(folder, 'sawtooth-report-x.html'), 'utf8');
  expect(page).toContain('<h1>In x, goleaky/repo.SaveReport grew by 39.0\u00a0MiB');
  expect(page).toContain(
    'go tool pprof -top -sample_index=inuse_space -base=base.pb.gz current.pb.gz',
  );
  expect(page).toMatch(/<svg id="graph"[^>]*role="img"/);
  // One unit and one share of it everywhere: what the card and the table say the graph says too.
  const graph = /<svg id="graph"[\s\S]*?<\/svg>/.exec(page)?.[0] ?? '';
  expect(graph).toMatch(/>\+39\.0 MiB \(100 %\)</);
  expect(graph).toMatch(/>1\.0 MiB</);
  expect(graph).not.toMatch(/\d(MB|kB|GB)/);
});

describe('of an incident', () => {
  test('what grew is made again of its captures, wherever the store lies by now', async () => {
    const path = await store('first');
    await cp(path, join(folder, 'copied'), { recursive: true });
    await rm(path, { recursive: true });
    const { code, stdout } = await call(
      '1795',
      '--storage.path',
      'copied',
      '--format',
      'md',
      '-o',
      '-',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('| +39.0 MiB | +39.0 MiB | `goleaky/repo.SaveReport` ← **culprit** |');
    expect(stdout).toContain(`-base=${join(folder, 'copied/captures/0.pb.gz')}`);
  });

  test('whose captures are gone: the record has to do, and it is said', async () => {
    const path = await store('emptied');
    await rm(join(path, 'captures'), { recursive: true });
    const { code, stdout } = await call(
      '1795',
      '--storage.path',
      'emptied',
      '--format',
      'md',
      '-o',
      '-',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/> What grew is shown as far as the record has it: could not read/);
    expect(stdout).toContain('### `goleaky/repo.SaveReport`');
  });

  test('names whom receivers were told, also where its captures would now name another', async () => {
    const other = heapBytes(`1 1 ${mib} ${stack}\n 400 400 ${mib} app.cache app/cache.go:7`);
    const path = await store('grew-since', '1795651504-287928b6c1412758', [base, other]);
    const { code, stdout } = await call(
      ...['1795', '--storage.path', path, '--format', 'md', '-o', '-'],
    );
    expect(code).toBe(0);
    // What grew is what the captures say.
    expect(stdout).toMatch(/\| `app\.cache` \|/);
    expect(stdout).toContain('### `goleaky/repo.SaveReport`');
    expect(stdout).not.toContain('### `app.cache`');
  });

  test('as a picture', async () => {
    await store('drawn');
    const { code, stdout } = await call(
      '1795',
      '--storage.path',
      'drawn',
      '--format',
      'svg',
      '-o',
      '-',
    );
    expect([code, stdout.slice(0, 4)]).toEqual([0, '<svg']);
  });
});

describe('what cannot be shown', () => {
  test.each<[string, readonly string[], RegExp]>([
    [
      'an id that is nearly one',
      ['1795651504-287928b6c1412759'],
      /there is no incident 1795651504-287928b6c1412759 in .* \(did you mean 1795651504-287928b6c1412758\?\)/,
    ],
    ['an id that is none', ['x'], /there is no incident x in .*sawtooth incidents lists them/],
    [
      'a store that is none',
      ['x', '--storage.path', 'nowhere'],
      /there is no incident x in .*nowhere/,
    ],
    ['a file that is none', ['base.pb.gz', 'none.pb.gz'], /cannot read none\.pb\.gz: /],
    ['stdin twice', ['-', '-'], /stdin holds one profile/],
    ['a format that is none', ['x', '--format', 'pdf'], /Allowed choices are html, md, svg, png/],
    [
      'a folder that is none',
      ['base.pb.gz', 'current.pb.gz', '-o', 'no/such.md', '--format', 'md'],
      /cannot write .*no\/such\.md/,
    ],
  ])('%s', async (_, args, says) => {
    await store('sawtooth-data');
    const { code, stdout, stderr } = await call(...args);
    expect(stderr).toMatch(says);
    expect([code, stdout]).toEqual([2, '']);
  });
});

test('who is named has a row, however many grew more by themselves', async () => {
  const leaf = (i: number, objects: number) =>
    `${objects} ${objects} 8192 lib.make${i} lib/make.go:${i} < app.keep app/keep.go:9 < main.main main.go:3`;
  const many = (times: number) =>
    heapBytes(Array.from({ length: 90 }, (_, i) => leaf(i + 1, (i + 1) * 40 * times)).join('\n'));
  await writeFile(join(folder, 'many.0.pb.gz'), many(1));
  await writeFile(join(folder, 'many.1.pb.gz'), many(9));
  const files = ['many.0.pb.gz', 'many.1.pb.gz'];
  const { stdout } = await call(...files, '--format', 'md', '-o', '-');
  expect(stdout).toContain('### `app.keep`');
  expect(stdout).toMatch(
    /\| 0 B \| \+[\d.]+ [MG]iB \| `app\.keep` ← \*\*(culprit|best guess)\*\* \|/,
  );
  await call(...files, '-o', 'many.html');
  const page = await readFile(join(folder, 'many.html'), 'utf8');
  expect(page).toMatch(/<tr class="named">.*app\.keep <span class="is">/);
  expect(page).toContain('more functions, which changed less');
});

test('5,000 stacks of long names are a page of 2 MB at most', async () => {
  const random = randomOf(7);
  const frame = () => {
    const n = random.below(3000);
    return `github.com/acme/warehouse/internal/module${n % 60}.(*Handler${n % 500}).ServeRequest${n} module/handler${n}.go:${n + 1}`;
  };
  const stacks = Array.from({ length: 5000 }, () =>
    Array.from({ length: 8 + random.below(24) }, frame).join(' < '),
  );
  const drawn = (times: number) =>
    heapBytes(stacks.map((one) => `${times * (1 + random.below(9))} 99 4096 ${one}`).join('\n'));
  await writeFile(join(folder, 'large.0.pb.gz'), drawn(1));
  await writeFile(join(folder, 'large.1.pb.gz'), drawn(4));
  const { code, stderr } = await call('large.0.pb.gz', 'large.1.pb.gz', '-o', 'large.html');
  expect(stderr).toContain('Wrote');
  expect(code).toBe(0);
  const { length } = await readFile(join(folder, 'large.html'));
  expect(length).toBeLessThanOrEqual(2_000_000);
}, 60_000);
