import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { defaultSampleType, findSampleType } from '../../src/profile/sample-type.ts';
import { topTable } from '../../src/profile/top-table.ts';
import { goroutineBytes, heapBytes } from '../support/profile-text.ts';

const drawn = `
  3   10  4096  repo.grow repo/repo.go:30 ~ repo.Save repo/repo.go:11 < main.main main.go:5
  2   2   100   main.init main.go:1
`;

function decoded(bytes: Uint8Array): Profile {
  const profile = decodeProfile(bytes);
  if (!profile.ok) throw new Error(profile.reason);
  return profile.value;
}

function refused(bytes: Uint8Array): string {
  const profile = decodeProfile(bytes);
  return profile.ok ? 'it was taken for a profile' : profile.reason;
}

test.each([true, false])('reads what another encoder wrote, gzip %s', (gzip) => {
  const profile = decoded(heapBytes(drawn, { atMs: 1234, gzip }));
  expect(profile.sampleTypes.map(({ type }) => type)).toEqual([
    'alloc_objects',
    'alloc_space',
    'inuse_objects',
    'inuse_space',
  ]);
  expect(profile).toMatchObject({ atMs: 1234, period: 1, roundedValues: 0 });
  expect(profile.periodType).toEqual({ type: 'space', unit: 'bytes' });
  expect(topTable(profile, 3)).toEqual([
    { function: 'repo.grow', flat: 3 * 4096, cum: 3 * 4096 },
    { function: 'main.init', flat: 200, cum: 200 },
    { function: 'main.main', flat: 0, cum: 3 * 4096 },
    { function: 'repo.Save', flat: 0, cum: 3 * 4096 },
  ]);
});

test('finds sample types by name, and the one that pprof would show', () => {
  const heap = decoded(heapBytes(drawn));
  expect(defaultSampleType(heap)).toBe(3);
  expect(findSampleType(heap, ['space', 'alloc_space'])).toBe(1);
  expect(findSampleType(decoded(goroutineBytes('1 main.main')), ['inuse_space'])).toBe(-1);
});

// A profile by hand, byte for byte: one sample type, one stack of the location `id`.
const wire = {
  types: [0x0a, 4, 0x08, 1, 0x10, 2],
  strings: [0x32, 0, 0x32, 1, 0x61, 0x32, 1, 0x62],
  stack: (id: number[], value: number[]) => {
    const part = [0x0a, id.length, ...id, 0x12, value.length, ...value];
    return [0x12, part.length, ...part];
  },
  location: (id: number[]) => [0x22, id.length + 5, 0x08, ...id, 0x22, 2, 0x08, 1],
  function: [0x2a, 4, 0x08, 1, 0x10, 1],
  time: [0x48, 1],
};

function byHand(...parts: number[][]): Uint8Array {
  return Uint8Array.from(parts.flat());
}

const maxId = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];

test.each([
  { name: 'one byte', value: [5], is: 5, rounded: 0 },
  { name: 'minus one', value: maxId, is: -1, rounded: 0 },
  {
    name: '2^53 - 1',
    value: [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f],
    is: 2 ** 53 - 1,
    rounded: 0,
  },
  {
    name: '2^53 + 1 is rounded and counted',
    value: [0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10],
    is: 2 ** 53,
    rounded: 1,
  },
  {
    name: 'the least int64',
    value: [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
    is: -(2 ** 63),
    rounded: 1,
  },
])('reads the value $name', ({ value, is, rounded }) => {
  const bytes = byHand(
    wire.types,
    wire.stack([1], value),
    wire.location([1]),
    wire.function,
    wire.strings,
  );
  const profile = decoded(bytes);
  expect([...profile.stacks.values]).toEqual([is]);
  expect(profile.roundedValues).toBe(rounded);
});

test('reads numbers that are not packed, and ids of 64 bits', () => {
  const part = [0x08, ...maxId, 0x10, 7];
  const bytes = byHand(
    wire.types,
    [0x12, part.length, ...part],
    wire.location(maxId),
    wire.function,
    wire.strings,
  );
  expect(topTable(decoded(bytes), 0)).toEqual([{ function: 'a', flat: 7, cum: 7 }]);
});

const good = [wire.types, wire.stack([1], [5]), wire.location([1]), wire.function, wire.strings];

test.each([
  { name: 'nothing', bytes: byHand(), says: /there are no bytes/ },
  {
    name: 'HTML',
    bytes: text('<!doctype html><html>Login'),
    says: /an HTML or XML page; it begins "<!doctype/,
  },
  { name: 'JSON', bytes: text('{"error":"no"}'), says: /got JSON/ },
  {
    name: 'a text profile with a row that is none',
    bytes: text('heap profile: 1: 2 [3: 4] @ heap/1048576\n1: 2 [3: 4] at 0x1\n'),
    says: /in line 2, got "1: 2 \[3: 4\] at 0x1"/,
  },
  { name: 'waiting times', bytes: text('--- contention:\n'), says: /a text of waiting times/ },
  { name: 'gzipped HTML', bytes: gzipSync(text('<html>')), says: /an HTML or XML page/ },
  {
    name: 'gzip cut short',
    bytes: heapBytes(drawn).subarray(0, 60),
    says: /cut short: 60 bytes came/,
  },
  { name: 'gzip with a wrong checksum', bytes: flipped(heapBytes(drawn), -6), says: /damaged/ },
  {
    name: 'a bomb',
    bytes: gzipSync(new Uint8Array(33 * 2 ** 20)),
    says: /more than 32 MiB/,
  },
  {
    name: 'two profiles in one',
    bytes: byHand(...good, wire.time, ...good, wire.time),
    says: /two profiles/,
  },
  {
    name: 'an id twice',
    bytes: byHand(...good, wire.location([1])),
    says: /two locations with one id/,
  },
  { name: 'the id 0', bytes: byHand(...good, wire.location([0])), says: /location with the id 0/ },
  {
    name: 'a location that is not there',
    bytes: byHand(...good, wire.stack([2], [5])),
    says: /location that it does not define/,
  },
  {
    name: 'a function that is not there',
    bytes: byHand(wire.types, wire.location([1]), wire.strings),
    says: /function that it does not define/,
  },
  {
    name: 'too many values',
    bytes: byHand(...good, wire.stack([1], [5, 6])),
    says: /other numbers of values/,
  },
  { name: 'no sample type', bytes: byHand(wire.strings), says: /no sample type/ },
  {
    name: 'a string that is not there',
    bytes: byHand(...good, [0x2a, 4, 0x08, 2, 0x10, 9]),
    says: /string that its table/,
  },
  {
    name: 'a length beyond the end',
    bytes: byHand(...good, [0x12, 100, 1]),
    says: /99 bytes too early/,
  },
])('refuses $name with a sentence', ({ bytes, says }) => {
  expect(refused(bytes)).toMatch(says);
});

test('random, cut and damaged bytes never throw', () => {
  const raw = heapBytes(drawn, { gzip: false });
  const damaged = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.nat(raw.length - 1).map((length) => raw.slice(0, length)),
    fc
      .array(fc.tuple(fc.nat(raw.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
      .map((changes) => {
        const copy = raw.slice();
        for (const [at, byte] of changes) copy[at] = byte;
        return copy;
      }),
  );
  fc.assert(
    fc.property(damaged, (bytes) => {
      const profile = decodeProfile(bytes);
      if (!profile.ok) expect(profile.reason).toMatch(/profile/);
      else for (const type of profile.value.sampleTypes.keys()) topTable(profile.value, type);
    }),
    { numRuns: 3000 },
  );
});

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[copy.length + at] = (copy.at(at) ?? 0) ^ 0xff;
  return copy;
}

/** A varint of at least `bytes` bytes: a longer one than needed means the same. */
function varint(value: number | bigint, bytes = 1): number[] {
  const out: number[] = [];
  for (let rest = BigInt(value); rest > 0n || out.length < bytes; rest >>= 7n) {
    out.push(Number(rest & 0x7fn) | 0x80);
  }
  return out.with(-1, (out.at(-1) as number) & 0x7f);
}

test('small ids in a row, numbers of any length and ids of any size are read the same', () => {
  const number = fc.oneof(fc.nat(300), fc.nat(2 ** 31 - 1), fc.nat(2 ** 50));
  const stacks = fc.array(fc.tuple(fc.array(fc.integer({ min: 1, max: 9 })), number), {
    minLength: 1,
    maxLength: 8,
  });
  const id = fc.constantFrom(
    (n: number) => BigInt(n),
    (n: number) => BigInt(10 - n),
    (n: number) => BigInt(n) * 1_000_003n,
    (n: number) => 2n ** 60n + BigInt(n),
  );
  const encoded = (
    drawn: readonly (readonly [readonly number[], number])[],
    idOf: (n: number) => bigint,
    isPacked: boolean,
    bytes: number,
  ) => {
    const part = (field: number, content: number[]) => [
      field * 8 + 2,
      ...varint(content.length),
      ...content,
    ];
    const list = (field: number, values: readonly (number | bigint)[]) =>
      isPacked
        ? part(
            field,
            values.flatMap((value) => varint(value, bytes)),
          )
        : values.flatMap((value) => [field * 8, ...varint(value, bytes)]);
    const places = Array.from({ length: 9 }, (_, n) =>
      part(4, [0x08, ...varint(idOf(n + 1)), 0x22, 2, 0x08, 1]),
    );
    return byHand(
      wire.types,
      ...drawn.map(([path, value]) => part(2, [...list(1, path.map(idOf)), ...list(2, [value])])),
      ...places,
      wire.function,
      wire.strings,
    );
  };
  fc.assert(
    fc.property(
      stacks,
      id,
      fc.boolean(),
      fc.constantFrom(1, 2, 3, 4, 5),
      (drawn, idOf, isPacked, bytes) => {
        const { stacks: read } = decoded(encoded(drawn, idOf, isPacked, bytes));
        const paths = drawn.map((_, i) => [
          ...read.locations.subarray(read.starts[i], read.starts[i + 1]),
        ]);
        expect(paths).toEqual(drawn.map(([path]) => path.map((n) => n - 1)));
        expect([...read.values]).toEqual(drawn.map(([, value]) => value));
        // An id that nothing defines is refused, however it is written.
        const strange = [...drawn, [[10], 1] as const];
        expect(refused(encoded(strange, idOf, isPacked, bytes))).toMatch(/does not define/);
      },
    ),
  );
});
