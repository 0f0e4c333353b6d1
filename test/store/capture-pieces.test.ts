import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Capture } from '../../src/model/capture.ts';
import { capturePieces, readCapture } from '../../src/store/read-capture.ts';

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
