import fc from 'fast-check';

/** One way to spoil an input. Places are parts of its length, so that a mutation means something for any of them. */
type Mutation =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'remove'; readonly at: number; readonly bytes: number }
  | { readonly kind: 'repeat'; readonly at: number; readonly bytes: number; readonly times: number }
  | { readonly kind: 'insert'; readonly at: number; readonly what: Buffer; readonly times: number }
  | {
      readonly kind: 'splice';
      readonly at: number;
      readonly from: number;
      readonly bytes: number;
      readonly other: number;
    };

/** What parsers trip over, whatever their format: numbers at borders, escapes, names of prototypes, lengths that lie. */
const spices: readonly (string | readonly number[])[] = [
  ...[
    '\0',
    '\n',
    '\r\n',
    '\\',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '#',
    '=',
    '%',
    '&',
    '*',
    '<',
  ],
  ...['\u001b[2J\u001b]0;x\u0007', '\u202e', '\ufeff', '\ud83d', '💥', '\u2028'],
  ...['__proto__', 'constructor', 'toString', '__defineGetter__', 'hasOwnProperty', 'prototype'],
  ...[
    'NaN',
    '+Inf',
    '-Inf',
    '1e999',
    '-0',
    '0x10',
    '9007199254740993',
    '18446744073709551616',
    '1e-400',
  ],
  ...[
    'null',
    'true',
    '~',
    '$(PATH)',
    '$1',
    '{{label}}',
    '{{',
    '(a+)+$',
    '../../etc/passwd',
    '%2e%2e%2f',
  ],
  ...['{"a":', '[[[[[[[[', '{{{{{{{{', '- - - - ', '&a [*a,*a]', '# EOF\n', ' # {a="b"} 1'],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80],
  [0x0a, 0xff, 0xff, 0xff, 0x7f],
  [0x1f, 0x8b, 0x08, 0x00],
  [0xc3, 0x28],
  [0xed, 0xa0, 0x80],
];
const seasoning = spices.map((one) =>
  typeof one === 'string' ? Buffer.from(one) : Buffer.from(one),
);

const at = fc.double({ min: 0, max: 1, noNaN: true });
/** Mostly few, now and then very many: nesting, lines without end. */
const timesOver = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 4 }) },
  { weight: 2, arbitrary: fc.integer({ min: 5, max: 500 }) },
  { weight: 1, arbitrary: fc.integer({ min: 500, max: 20_000 }) },
);
const some = fc.integer({ min: 1, max: 64 });

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at, bit: fc.integer({ min: 0, max: 7 }) }),
  fc.record({ kind: fc.constant('cut' as const), at }),
  fc.record({ kind: fc.constant('remove' as const), at, bytes: some }),
  fc.record({ kind: fc.constant('repeat' as const), at, bytes: some, times: timesOver }),
  fc.record({
    kind: fc.constant('insert' as const),
    at,
    what: fc.constantFrom(...seasoning),
    times: timesOver,
  }),
  fc.record({
    kind: fc.constant('splice' as const),
    at,
    from: at,
    bytes: fc.integer({ min: 1, max: 4000 }),
    other: fc.nat(),
  }),
);

/** Real inputs, spoiled in up to eight places; a few stay whole, a few are pure noise. None is longer than `mostBytes`. */
export function mutated(
  corpus: readonly (string | Uint8Array)[],
  mostBytes = 256 * 1024,
): fc.Arbitrary<Buffer> {
  const whole = corpus.map((one) =>
    typeof one === 'string' ? Buffer.from(one) : Buffer.from(one),
  );
  const spoiled = fc
    .tuple(fc.nat(whole.length - 1), fc.array(mutation, { maxLength: 8 }))
    .map(([index, mutations]) =>
      mutations.reduce(
        (bytes, one) => spoil(bytes, one, whole).subarray(0, mostBytes),
        whole[index] as Buffer,
      ),
    );
  return fc.oneof(
    { weight: 30, arbitrary: spoiled },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 2000 }).map((noise) => Buffer.from(noise)) },
  );
}

/** The same as text, with U+FFFD for what is no UTF-8: as a decoder hands it on. */
export function mutatedText(corpus: readonly string[], mostBytes?: number): fc.Arbitrary<string> {
  return mutated(corpus, mostBytes).map((bytes) => bytes.toString('utf8'));
}

function spoil(bytes: Buffer, one: Mutation, corpus: readonly Buffer[]): Buffer {
  const place = Math.floor(one.at * bytes.length);
  const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
  switch (one.kind) {
    case 'flip': {
      const copy = Buffer.from(bytes);
      if (place < copy.length) copy[place] = (copy[place] as number) ^ (1 << one.bit);
      return copy;
    }
    case 'cut':
      return before;
    case 'remove':
      return Buffer.concat([before, after.subarray(one.bytes)]);
    case 'repeat':
      return Buffer.concat([before, many(after.subarray(0, one.bytes), one.times), after]);
    case 'insert':
      return Buffer.concat([before, many(one.what, one.times), after]);
    case 'splice': {
      const other = corpus[one.other % corpus.length] as Buffer;
      const from = Math.floor(one.from * other.length);
      return Buffer.concat([before, other.subarray(from, from + one.bytes), after]);
    }
  }
}

function many(bytes: Buffer, times: number): Buffer {
  return Buffer.alloc(bytes.length * times, bytes.length === 0 ? 0 : bytes);
}
