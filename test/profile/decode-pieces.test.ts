import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodePieces } from '../../src/profile/decode-pieces.ts';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import { encodeProfile } from '../../src/profile/encode-profile.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { unzip } from '../../src/profile/unzip.ts';
import { heapBytes } from '../support/profile-text.ts';

const zipped = heapBytes(
  Array.from(
    { length: 40 },
    (_, i) =>
      `${i} ${i + 9} 512 shop.Save${i % 7} shop/a.go:${i} < shop.naïve${i} b.go:7 < main.main m.go:1`,
  ).join('\n'),
);

function raw(bytes: Uint8Array): Uint8Array {
  const whole = unzip(bytes);
  if (!whole.ok) throw new Error(whole.reason);
  return whole.value;
}

/** In one buffer that is written over, as a file is read. */
async function* inPieces(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  const buffer = new Uint8Array(size);
  for (let from = 0; from < bytes.length; from += size) {
    const part = bytes.subarray(from, from + size);
    buffer.set(part);
    yield buffer.subarray(0, part.length);
  }
}

async function decoded(bytes: Uint8Array, size: number): Promise<Profile | null> {
  return (await decodePieces(inPieces(bytes, size), bytes.length))?.profile ?? null;
}

/** All that a profile says, in a form that two can be compared by. */
function said(profile: Profile): unknown {
  const { strings, ...rest } = profile;
  return { ...rest, strings: Array.from({ length: strings.length }, (_, i) => strings.get(i)) };
}

test('in pieces of any size it is the same profile, gzipped or not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 5000 }), fc.boolean(), async (size, isZipped) => {
      const bytes = isZipped ? zipped : raw(zipped);
      const [whole, pieces] = [decodeProfile(bytes), await decoded(bytes, size)];
      if (!whole.ok || pieces === null) throw new Error('not read');
      expect(said(pieces)).toEqual(said(whole.value));
      expect([...encodeProfile(pieces)]).toEqual([...encodeProfile(whole.value)]);
    }),
    { numRuns: 60 },
  );
});

test('what is damaged or cut short is read in pieces when it is read as a whole, and to the same', async () => {
  const damaged = fc
    .tuple(fc.boolean(), fc.nat(), fc.nat(255), fc.nat(), fc.integer({ min: 2, max: 700 }))
    .map(([isZipped, place, byte, cut, size]) => {
      const bytes = Uint8Array.from(raw(zipped));
      bytes[place % bytes.length] = byte;
      const part = cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
      return [isZipped ? Uint8Array.from(gzipSync(part)) : part, size] as const;
    });
  await fc.assert(
    fc.asyncProperty(damaged, async ([bytes, size]) => {
      const whole = decodeProfile(bytes);
      const pieces = await decoded(bytes, size);
      expect(pieces === null ? null : said(pieces)).toEqual(whole.ok ? said(whole.value) : null);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['a damaged gzip stream', Uint8Array.from(zipped, (byte, i) => (i === 60 ? byte ^ 0xff : byte))],
  ['a gzip stream that is cut short', zipped.subarray(0, zipped.length - 9)],
  ['a bomb', gzipSync(new Uint8Array(33 * 2 ** 20))],
  ['text', new TextEncoder().encode('heap profile: 1: 2 [3: 4] @ heap/1048576\n')],
  ['nothing', new Uint8Array()],
])('of %s the whole is to say what it is', async (_, bytes) => {
  expect(await decoded(bytes, 1000)).toBeNull();
});

test('says how much it was unpacked to of the most that it might have been', async () => {
  const read = await decodePieces(inPieces(zipped, 100), zipped.length);
  expect(read?.unpacked).toEqual({ used: raw(zipped).length, most: 32 * 2 ** 20 });
});

test.each([1, 1000])(
  'what is no profile is closed when that shows, in pieces of %d',
  async (size) => {
    let isClosed = false;
    async function* pieces() {
      try {
        for (;;) yield new Uint8Array(size).fill(0xff);
      } finally {
        isClosed = true;
      }
    }
    expect(await decodePieces(pieces(), 1e6)).toBeNull();
    expect(isClosed).toBe(true);
  },
);
