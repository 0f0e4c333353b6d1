import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readText } from '../../src/cli/read-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-read-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a file is read', () => {
  writeFileSync(join(folder, 'a.yaml'), 'a: 1\n');
  expect(readText(join(folder, 'a.yaml'))).toEqual({ ok: true, value: 'a: 1\n' });
});

test('a pipe is not waited for: all else would wait with it', () => {
  const pipe = join(folder, 'b.yaml');
  execFileSync('mkfifo', [pipe]);
  expect(readText(pipe)).toEqual({
    ok: false,
    reason: `cannot read ${pipe}: it is a pipe, give a file`,
  });
});

test.each([
  ['nowhere.yaml', 'there is no such file'],
  ['.', 'it is a folder, give the files in it'],
])('%s is told', (name, why) => {
  const path = join(folder, name);
  expect(readText(path)).toMatchObject({ ok: false, reason: `cannot read ${path}: ${why}` });
});
