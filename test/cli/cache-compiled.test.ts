import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const main = join(import.meta.dirname, '../../src/main.ts');
const own = `sawtooth-compiled-${process.getuid?.()}`;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sawtooth-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a command that loads something, with `temporary` as the folder for temporary files. */
function helpWith(temporary: string) {
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  return spawnSync(process.execPath, [main, 'pprof', '--help'], {
    env: { ...env, TMPDIR: temporary, HOME: folder },
    encoding: 'utf8',
  });
}

test.skipIf(process.platform === 'win32')('what was compiled is kept for this user alone', () => {
  expect(helpWith(folder)).toMatchObject({ status: 0, stderr: '' });
  expect(readdirSync(folder)).toEqual([own]);
  expect(statSync(join(folder, own)).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(folder, own))).not.toEqual([]);
  expect(helpWith(folder)).toMatchObject({ status: 0, stderr: '' });
});

test.skipIf(process.platform === 'win32')('a folder that others can write is left alone', () => {
  mkdirSync(join(folder, own));
  chmodSync(join(folder, own), 0o777);
  expect(helpWith(folder)).toMatchObject({ status: 0, stderr: '' });
  expect(readdirSync(join(folder, own))).toEqual([]);
});

test('without a folder for temporary files it works all the same', () => {
  expect(helpWith(join(folder, 'missing'))).toMatchObject({ status: 0, stderr: '' });
  expect(readdirSync(folder)).toEqual([]);
});
