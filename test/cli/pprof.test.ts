import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as pprof from '../../src/cli/pprof.ts';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import { expectGolden } from '../support/golden.ts';
import { heapBytes } from '../support/profile-text.ts';
import { runIn } from './fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-pprof-'));

// Objects alive, ever allocated, bytes of one, the stack from the leaf on; `~` is an inlined call.
writeFileSync(
  join(folder, 'base.pb.gz'),
  heapBytes(
    `
    300   1000  4096    shop/repo.grow repo/repo.go:30 ~ shop/repo.Save repo/repo.go:11 < main.work main.go:9 < main.main main.go:5
    20    20    65536   bytes.makeSlice bytes/buffer.go:229 < main.read main.go:20 < main.main main.go:6
    500   500   64      shop/cache.(*Map[...]).Set cache/map.go:7 < main.main main.go:8
    1     9     100     main.init main.go:1
    `,
    { atMs: 1_700_000_000_000, buildId: 'abc' },
  ),
);
writeFileSync(
  join(folder, 'new.pb.gz'),
  heapBytes(
    `
    900   3000  4096    shop/repo.grow repo/repo.go:30 ~ shop/repo.Save repo/repo.go:11 < main.work main.go:9 < main.main main.go:5
    10    40    65536   bytes.makeSlice bytes/buffer.go:229 < main.read main.go:20 < main.main main.go:6
    700   900   64      shop/cache.(*Map[...]).Set cache/map.go:7 < main.main main.go:8
    1     9     100     main.init main.go:1
    `,
    { atMs: 1_700_000_060_000, buildId: 'abc' },
  ),
);

const call = (...args: string[]) => runIn(folder, pprof, args, { env: { TZ: 'UTC' } });
const pair = ['-base', 'base.pb.gz', 'new.pb.gz'];

// The texts were printed by `go tool pprof` (Go 1.26) for the same files.
test.each<[string, readonly string[]]>([
  ['top', ['-top', 'new.pb.gz']],
  ['top-base', ['-top', ...pair]],
  ['top-diff-base', ['-top', '-cum', '-diff_base', 'base.pb.gz', 'new.pb.gz']],
  ['top-normalize', ['-top', '-normalize', ...pair]],
  ['top-lines', ['--top', '--lines', '-unit', 'kb', 'new.pb.gz']],
  ['top-files', ['-text', '-files', '-alloc_objects', 'new.pb.gz']],
  ['top-mean', ['-top', '-mean', 'new.pb.gz']],
  ['top-merged', ['-top', '-nodecount=2', 'base.pb.gz', 'new.pb.gz']],
  ['top-hide', ['-top', '-hide=makeSlice', '-ignore=Map', 'new.pb.gz']],
  ['top-tagfocus', ['-top', '-tagfocus=bytes=1kb:8kb', 'new.pb.gz']],
  ['tree-base', ['-tree', ...pair]],
  ['peek', ['-peek', 'repo', '-compact_labels', 'new.pb.gz']],
  ['traces', ['-traces', '-show_from=main.work', ...pair]],
  ['tags', ['-tags', 'new.pb.gz']],
  ['raw-base', ['-raw', ...pair]],
  ['dot', ['-dot', 'new.pb.gz']],
  ['dot-tree', ['-dot', '-call_tree', '-nodecount=4', 'new.pb.gz']],
  ['comments', ['-comments', '-add_comment=after the release', 'new.pb.gz']],
])('%s', async (name, args) => {
  const told = await call(...args);
  expect(told.code).toBe(0);
  expectGolden(`pprof/${name}.txt`, told.out);
});

test('rows for a program', async () => {
  const told = await call('-json', '-focus=repo', '-noinlines=false', 'new.pb.gz');
  const { rows, ...rest } = JSON.parse(told.out);
  expect(rest).toEqual({
    sampleType: 'inuse_space',
    unit: 'bytes',
    total: 900 * 4096 + 10 * 65536 + 700 * 64 + 100,
  });
  expect(rows[0]).toEqual({
    function: 'shop/repo.grow',
    flat: 900 * 4096,
    cum: 900 * 4096,
    inline: 'inline',
  });
  // Alone a node has no caller that it could be inlined into.
  const csv = await call('-csv', '-nodecount=1', 'new.pb.gz');
  expect(csv.out).toBe('flat,cum,function,inline\n3686400,3686400,shop/repo.grow,\n');
});

test('a difference is written as a profile that reads the same', async () => {
  const told = await call('-proto', '-output=diff.pb.gz', ...pair);
  expect([told.code, told.out, told.err]).toEqual([0, '', 'Generating report in diff.pb.gz\n']);
  expect((await call('-top', 'diff.pb.gz')).out).toBe((await call('-top', ...pair)).out);
  const read = decodeProfile(readFileSync(join(folder, 'diff.pb.gz')));
  expect(read.ok && read.value.timeNanos).toBe(1_700_000_000_000_000_000n);
});

test('the rows of a table are written as a profile', async () => {
  await call('-topproto', '-unit=bytes', '-output=top.pb.gz', 'new.pb.gz');
  const told = await call('-top', '-sample_index=flat', 'top.pb.gz');
  expect(told.out).toContain('3600kB');
});

test('a profile without itself is empty', async () => {
  const told = await call('-top', '-base', 'new.pb.gz', 'new.pb.gz');
  expect(told.out).toContain('Showing nodes accounting for 0, 0% of 0 total');
});

test.each<[string, readonly string[], string]>([
  ['a shell that would read its profile', ['-'], 'no commands can be read from it'],
  ['stdin twice', ['-top', '-', '-base', '-', '-'], 'stdin holds one profile'],
  ['a page that nobody opens', ['-no_browser', 'new.pb.gz'], 'only makes sense with -http'],
  ['a flag for machine code', ['-disasm=main', 'new.pb.gz'], 'is for go tool pprof'],
  ['a certificate without its key', ['-top', '-tls_cert=c', 'new.pb.gz'], '-tls_key must also be'],
  ['a key without its certificate', ['-top', '-tls_key=k', 'new.pb.gz'], '-tls_cert must also be'],
  ['an authority that is no PEM', ['-top', '-tls_ca=new.pb.gz', 'new.pb.gz'], 'is no PEM file'],
  ['no source', ['-top'], 'no profile source specified'],
  [
    'two reports',
    ['-top', '-tree', 'new.pb.gz'],
    'must set at most one output format, not -top and -tree',
  ],
  ['an unknown flag', ['-tpo', 'new.pb.gz'], 'did you mean -top?'],
  ['a value that is no number', ['-top', '-nodecount=x', 'new.pb.gz'], 'expected a number'],
  ['a flag without its value', ['new.pb.gz', '-top', '-focus'], '-focus needs a value'],
  ['two bases of two kinds', ['-top', ...pair, '-diff_base=new.pb.gz'], 'cannot both'],
  ['nothing to normalize by', ['-top', '-normalize', 'new.pb.gz'], 'must have base profile'],
  ['two granularities', ['-top', '-lines', '-files', 'new.pb.gz'], 'conflicting options set'],
  ['no such file', ['-top', 'gone.pb.gz'], 'failed to fetch any source profiles'],
  ['a broken expression', ['-top', '-focus=(', 'new.pb.gz'], '-focus: ( is no regular expression'],
  ['no such type', ['-top', '-sample_index=cpu', 'new.pb.gz'], 'must be one of: [alloc_objects'],
  ['no such column', ['-top', '-sample_index=9', 'new.pb.gz'], 'outside the range [0..3]'],
  ['nothing found', ['-peek=nobody', 'new.pb.gz'], 'no matches found for regexp: nobody'],
  ['a divisor of 0', ['-top', '-divide_by=0', 'new.pb.gz'], 'zero divisor'],
  ['CSV of a tree', ['-tree', '-csv', 'new.pb.gz'], 'forms of -top'],
])('%s is refused', async (_, args, reason) => {
  const told = await call(...args);
  expect(told).toMatchObject({ code: 2, out: '' });
  expect(told.err).toContain(reason);
});

test('help begins with examples', async () => {
  const told = await call('-h');
  expect(told.code).toBe(0);
  expect(told.out).toContain('$ sawtooth pprof -top heap.pb.gz');
});
