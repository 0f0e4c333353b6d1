import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import type { Capture } from '../../src/model/capture.ts';
import { decodePieces } from '../../src/profile/decode-pieces.ts';
import { capturePieces, readCapture } from '../../src/store/read-capture.ts';
import { heapBytes } from '../support/profile-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-pieces-'));
afterAll(() => rmSync(folder, { recursive: true }));

function capture(path: string, bytes: number): Capture {
  return { path, bytes } as Capture;
}

async function piecesOf(one: Capture): Promise<Buffer> {
  const parts: Buffer[] = [];
  // Copied, since a piece is good until the next is asked for.
  for await (const piece of capturePieces(folder, one)) parts.push(Buffer.from(piece));
  return Buffer.concat(parts);
}

test.each([0, 1, 64 * 1024, 200_001])(
  '%d bytes come in pieces as they do at once',
  async (length) => {
    const bytes = Buffer.from(Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff));
    writeFileSync(join(folder, 'one.pb.gz'), bytes);
    const one = capture('one.pb.gz', length);
    const whole = await readCapture(folder, one);
    expect(whole.ok && Buffer.from(whole.value).equals(bytes)).toBe(true);
    expect((await piecesOf(one)).equals(bytes)).toBe(true);
  },
);

test.each([
  ['was changed', capture('one.pb.gz', 7)],
  ['is gone', capture('two.pb.gz', 7)],
  ['lies outside the store', capture('../one.pb.gz', 7)],
])('of one that %s nothing comes, and the reason when it is read at once', async (_, one) => {
  writeFileSync(join(folder, 'one.pb.gz'), 'changed since');
  expect((await piecesOf(one)).length).toBe(0);
  expect((await readCapture(folder, one)).ok).toBe(false);
});

const file = join(folder, 'three.pb');
/** A period, which may be the last field of a profile and need not be there. */
const field = Uint8Array.of(0x60, 5);

test.each([
  ['grows', () => appendFileSync(file, field), false],
  ['is cut short by a field', (length: number) => truncateSync(file, length - field.length), false],
  ['is deleted', () => rmSync(file), true],
])('one that %s while it is read in pieces', async (_, change, isRead) => {
  const rows = Array.from({ length: 9_000 }, (_row, i) => `${i} ${i + 9} 512 a.F${i} a.go:${i}`);
  const bytes = Buffer.concat([gunzipSync(heapBytes(rows.join('\n'))), field]);
  expect(bytes.length).toBeGreaterThan(128 * 1024);
  writeFileSync(file, bytes);
  const one = capture('three.pb', bytes.length);
  async function* pieces() {
    let isFirst = true;
    for await (const piece of capturePieces(folder, one)) {
      yield piece;
      if (isFirst) change(bytes.length);
      isFirst = false;
    }
  }
  expect((await decodePieces(pieces(), bytes.length)) !== null).toBe(isRead);
  expect((await readCapture(folder, one)).ok).toBe(false);
});
