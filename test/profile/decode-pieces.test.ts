import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodePieces } from '../../src/profile/decode-pieces.ts';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import { encodeProfile } from '../../src/profile/encode-profile.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { unzip } from '../../src/profile/unzip.ts';
import { WireReader } from '../../src/profile/wire-reader.ts';
import { heapBytes } from '../support/profile-text.ts';
import { randomOf, randomProfile } from '../support/random-profile.ts';

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

/** In one buffer that is written over, as a file is read; `sizes`: in turn. */
async function* inPieces(bytes: Uint8Array, sizes: readonly number[]): AsyncIterable<Uint8Array> {
  const buffer = new Uint8Array(Math.max(...sizes));
  for (let [from, turn] = [0, 0]; from < bytes.length; turn++) {
    const part = bytes.subarray(from, from + (sizes[turn % sizes.length] as number));
    buffer.set(part);
    from += part.length;
    yield buffer.subarray(0, part.length);
  }
}

async function decoded(bytes: Uint8Array, size: number): Promise<Profile | null> {
  return (await decodePieces(inPieces(bytes, [size]), bytes.length))?.profile ?? null;
}

/** All that a profile says, in a form that two can be compared by. */
function said(profile: Profile): unknown {
  const { strings, ...rest } = profile;
  return { ...rest, strings: Array.from({ length: strings.length }, (_, i) => strings.get(i)) };
}

test('in pieces of any size it is the same profile, gzipped or not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5000 }), fc.boolean(), async (size, isZipped) => {
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
    .tuple(fc.boolean(), fc.nat(), fc.nat(255), fc.nat(), fc.integer({ min: 1, max: 700 }))
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

/** Gzip streams as nobody writes them but some may come: what each is made of, by a place in the profile. */
const streams: readonly ((raw: Uint8Array, at: number) => readonly Uint8Array[])[] = [
  (raw) => [gzipSync(raw)],
  (raw) => [raw],
  (raw, at) => [gzipSync(raw.subarray(0, at)), gzipSync(raw.subarray(at))],
  (raw, at) => [gzipSync(raw.subarray(0, at)), new Uint8Array(at % 3), gzipSync(raw.subarray(at))],
  (raw) => [gzipSync(raw), gzipSync(new Uint8Array())],
  (raw, at) => [gzipSync(raw), new Uint8Array(1 + (at % 9))],
  (raw, at) => [gzipSync(raw), new Uint8Array(at % 3), new TextEncoder().encode('garbage')],
  (raw) => [gzipSync(raw), Uint8Array.of(0x1f, 0x8b)],
  (raw, at) => [
    gzipSync(raw).map((byte, i, { length }) => (i === length - 1 - (at % 8) ? byte ^ 1 : byte)),
  ],
  (raw, at) => [gzipSync(raw).subarray(0, at)],
  (raw) => [gzipSync(gzipSync(raw))],
];

/** The fields of a message: what is written twice, comes in another order or is of a later version. */
const orders: readonly ((fields: readonly Uint8Array[], at: number) => readonly Uint8Array[])[] = [
  (fields) => fields,
  (fields) => [...fields.filter(isString), ...fields.filter((one) => !isString(one))],
  (fields) => [...fields.filter((one) => !isString(one)), ...fields.filter(isString)],
  (fields) => [...Map.groupBy(fields, ([tag]) => tag).values()].reverse().flat(),
  (fields, at) => [...fields, fields[at % fields.length] as Uint8Array],
  (fields, at) =>
    fields.flatMap((one, i) => [unknown[(i + at) % unknown.length] as Uint8Array, one]),
];
const isString = ([tag]: Uint8Array) => tag === 0x32;
const unknown = [
  [0xf8, 7, 0xac, 2],
  [0xfa, 7, 3, 1, 2, 3],
  [0xf9, 7, 1, 2, 3, 4, 5, 6, 7, 8],
  [0xfd, 7, 1, 2, 3, 4],
  [],
].map((bytes) => Uint8Array.from(bytes));

function fieldsOf(bytes: Uint8Array): readonly Uint8Array[] {
  const reader = new WireReader(bytes);
  const found: Uint8Array[] = [];
  for (let from = 0; reader.next(); from = reader.pos) {
    reader.skip();
    found.push(bytes.subarray(from, reader.pos));
  }
  return found;
}

test('profiles of every kind, in streams of every kind, are the same in pieces cut anywhere', async () => {
  const cases = fc.record({
    seed: fc.nat(2 ** 31),
    order: fc.constantFrom(...orders),
    stream: fc.constantFrom(...streams),
    at: fc.nat(2 ** 16),
    sizes: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 20 }),
  });
  let read = 0;
  await fc.assert(
    fc.asyncProperty(cases, async ({ seed, order, stream, at, sizes }) => {
      const fields = fieldsOf(raw(randomProfile(randomOf(seed))));
      const message = Uint8Array.from(Buffer.concat(order(fields, at)));
      const bytes = Uint8Array.from(Buffer.concat(stream(message, at % message.length)));
      const whole = decodeProfile(bytes);
      const pieces = await decodePieces(inPieces(bytes, [...sizes, 1]), bytes.length);
      expect(pieces === null ? null : said(pieces.profile)).toEqual(
        whole.ok ? said(whole.value) : null,
      );
      if (whole.ok) read++;
    }),
    { numRuns: 500 },
  );
  expect(read).toBeGreaterThan(100);
});

test.each([-1, 1])(
  'of %d bytes more than were said the whole is to say what they are',
  async (more) => {
    for (const bytes of [zipped, raw(zipped)]) {
      expect(await decodePieces(inPieces(bytes, [1000]), bytes.length - more)).toBeNull();
    }
  },
);

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
  const read = await decodePieces(inPieces(zipped, [100]), zipped.length);
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
