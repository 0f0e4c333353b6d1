import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as pprof from '../../src/cli/pprof.ts';
import { expectGolden } from '../support/golden.ts';
import { heapBytes } from '../support/profile-text.ts';
import { runIn } from './fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-list-'));
const source = (lines: number, name: string) =>
  Array.from({ length: lines }, (_, i) => `\t${name} line ${i + 1}`).join('\n');
mkdirSync(join(folder, 'src/repo'), { recursive: true });
mkdirSync(join(folder, 'work'));
writeFileSync(join(folder, 'src/repo/repo.go'), `${source(40, 'repo')}\r\n`);
writeFileSync(join(folder, 'src/main.go'), source(12, 'main'));
writeFileSync(
  join(folder, 'p.pb.gz'),
  heapBytes(`
    900   3000  4096    shop/repo.grow repo/repo.go:30 ~ shop/repo.Save repo/repo.go:11 < main.work /build/shop/main.go:9 < main.main /build/shop/main.go:5
    10    40    65536   shop/repo.Save repo/repo.go:14 < main.main /build/shop/main.go:6
    700   900   64      gone.Set gone/map.go:7 < main.main /build/shop/main.go:8
    1     9     100     nofile.init
  `),
);

const call = (...args: string[]) =>
  runIn(folder, pprof, [...args, 'p.pb.gz'], { env: { TZ: 'UTC' } });

// The texts were printed by `go tool pprof` (Go 1.26) for the same files in the same folder.
test.each<[string, readonly string[]]>([
  ['list', ['-list', 'Save|main|Set|init', '-source_path=src', '-trim_path=/build/shop']],
  ['list-outlined', ['-list=repo', '-noinlines', '-alloc_space', '-source_path=src/repo']],
  ['list-missing', ['-list', 'main.main', '-source_path=nowhere']],
])('%s', async (name, args) => {
  const told = await call(...args);
  expect(told.code).toBe(0);
  expectGolden(`pprof/${name}.txt`, told.out);
});

test('nothing that matches', async () => {
  expect(await call('-list', 'nobody')).toMatchObject({
    code: 2,
    err: 'sawtooth: no matches found for regexp: nobody\n',
  });
  expect((await call('-list', '(')).err).toContain('-list: ( is no regular expression');
});

test('neither a folder nor a line of any length is taken for source', async () => {
  mkdirSync(join(folder, 'odd/gone/map.go'), { recursive: true });
  expect((await call('-list=Set', '-source_path=odd')).out).toMatch(
    / Error: \S*gone\/map\.go is no file of text\n/,
  );
  mkdirSync(join(folder, 'long/gone'), { recursive: true });
  writeFileSync(join(folder, 'long/gone/map.go'), `one\ntwo\n${'x'.repeat(70_000)}\n`);
  const told = await call('-list=Set', '-source_path=long');
  expect(told.out).toContain('     2:two\n');
  expect(told.out).not.toContain('xxx');
});
