import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { generatedProfile } from '../bench/support/generated-profile.ts';

const megabyte = 2 ** 20;
const folder = mkdtempSync(join(tmpdir(), 'sawtooth-'));
afterAll(() => rmSync(folder, { recursive: true }));

let state = 1;
/** A linear congruence: the same bytes in every run. */
function random(below: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

const whole = generatedProfile(11_000, 3_000, 1);
const raw = gunzipSync(whole);

function flipped(bytes: Uint8Array, count: number): Uint8Array {
  const copy = bytes.slice();
  for (let i = 0; i < count; i++) {
    const at = random(copy.length);
    copy[at] = (copy[at] as number) ^ (1 << random(8));
  }
  return copy;
}

/** `part` over and over, a megabyte of it. */
function repeated(part: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: megabyte }, (_, i) => part[i % part.length] as number);
}

/** A megabyte of mappings, each with an id of its own. */
function mappings(): Uint8Array {
  const id = (n: number) => [0x80 | (n & 0x7f), 0x80 | ((n >> 7) & 0x7f), (n >> 14) & 0x7f];
  const count = Math.floor(megabyte / 6);
  return Uint8Array.from(
    Array.from({ length: count }, (_, n) => [0x1a, 4, 0x08, ...id(n + 1)]).flat(),
  );
}

test.each([
  { name: 'random bytes', bytes: Uint8Array.from({ length: megabyte }, () => random(256)) },
  { name: 'random bytes that say that they are gzip', bytes: gzipOf(() => random(256)) },
  { name: 'a profile', bytes: whole },
  { name: 'a profile without its end', bytes: raw.subarray(0, raw.length - 1000) },
  { name: 'gzip without its end', bytes: whole.subarray(0, whole.length - 1000) },
  { name: 'a profile with one wrong bit', bytes: flipped(raw, 1) },
  { name: 'a profile with a thousand wrong bits', bytes: flipped(raw, 1000) },
  { name: 'gzip with a wrong bit', bytes: flipped(whole, 1) },
  { name: 'gzip that lies of its size', bytes: liar() },
  { name: 'a bomb of nothing', bytes: gzipSync(new Uint8Array(900 * megabyte), { level: 9 }) },
  { name: 'empty stacks', bytes: repeated([0x12, 0]) },
  { name: 'stacks of one place', bytes: repeated([0x12, 2, 0x08, 1]) },
  { name: 'empty strings', bytes: repeated([0x32, 0]) },
  { name: 'one place over and over', bytes: repeated([0x22, 2, 0x08, 1]) },
  { name: 'labels', bytes: repeated([0x12, 4, 0x1a, 2, 0x18, 1]) },
  { name: 'mappings', bytes: mappings() },
])('$name: a megabyte costs no more than 64 MB', { timeout: 60_000 }, async ({ bytes, name }) => {
  expect(bytes.length, 'the test has to give about a megabyte').toBeLessThan(3 * megabyte);
  const file = join(folder, name.replaceAll(' ', '-'));
  writeFileSync(file, bytes);
  const script = join(import.meta.dirname, '../support/decode-peak.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, file], {
    timeout: 30_000,
  });
  expect(Number(stdout)).toBeLessThan(64);
});

function gzipOf(byte: () => number): Uint8Array {
  const bytes = Uint8Array.from({ length: megabyte }, byte);
  bytes.set([0x1f, 0x8b, 8, 0]);
  return bytes;
}

function liar(): Uint8Array {
  const copy = whole.slice();
  copy.set([0xff, 0xff, 0xff, 0xff], copy.length - 4);
  return copy;
}
