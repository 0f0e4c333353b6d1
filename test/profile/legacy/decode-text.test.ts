import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeProfile } from '../../../src/profile/decode-profile.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { StackTable } from '../../../src/profile/stack-table.ts';

const encoder = new TextEncoder();

function decoded(text: string): Profile {
  const profile = decodeProfile(encoder.encode(text));
  if (!profile.ok) throw new Error(profile.reason);
  return profile.value;
}

/** A profile as rows `values [size] state leaf < … < root`; code without a name by its address. */
function rowsOf(profile: Profile): string[] {
  const { stacks, sampleTypes, strings } = profile;
  const table = new StackTable();
  return [...table.intern(profile)].map((stack, i) => {
    const values = stacks.values.subarray(i * sampleTypes.length, (i + 1) * sampleTypes.length);
    const from = stacks.labelStarts[i] ?? 0;
    const label = from < (stacks.labelStarts[i + 1] ?? 0) ? from : -1;
    const text = strings.get(stacks.labelTexts[label] ?? 0);
    const path = table
      .locations(stack)
      .map((calls) =>
        calls
          .map((call) => `${call.function}${call.file === '' ? '' : ` ${call.file}:${call.line}`}`)
          .join(' ~ '),
      );
    return `${[...values].join(' ')} [${text || (stacks.labelNumbers[label] ?? '')}] ${path.join(' < ')}`;
  });
}

function check(text: string, types: string, rows: readonly string[], period: number): void {
  const profile = decoded(text);
  expect(profile.sampleTypes.map(({ type }) => type).join(' ')).toBe(types);
  expect(rowsOf(profile)).toEqual(rows);
  expect(profile.period).toBe(period);
}

const heapTypes = 'alloc_objects alloc_space inuse_objects inuse_space';

test("Go's heap with debug=1: unsampled, with the names below the addresses", () => {
  const text = [
    'heap profile: 3: 2228224 [12: 3323863] @ heap/1048576',
    '2: 2097152 [3: 3145728] @ 0x11 0x21 0x31',
    '#\t0x10\tbytes.growSlice+0x1a\t\t/usr/local/go/src/bytes/buffer.go:5',
    '#\t0x20\tshop/repo.(*Store).Save+0x4\t/src/shop/repo.go:7',
    '#\t0x20\tshop/repo.Keep+0x9\t\t/src/shop/repo.go:18',
    '',
    '0: 0 [1: 64] @ 0x41',
    '',
    '# runtime.MemStats',
    '# HeapAlloc = 24092880',
  ].join('\n');
  const rows = [
    '3 3638089 2 2425393 [1048576] bytes.growSlice /usr/local/go/src/bytes/buffer.go:5 < shop/repo.(*Store).Save /src/shop/repo.go:7 ~ shop/repo.Keep /src/shop/repo.go:18',
    '8192 524320 0 0 [64] 0x40',
  ];
  check(text, heapTypes, rows, 524_288);
});

test.each([
  { header: 'heapz_v2/524288', bytes: 1_000_000, value: 1_174_361, period: 524_288 },
  { header: 'heapprofile', bytes: 1_000_000, value: 1_000_000, period: 1 },
  { header: 'heap/2', bytes: 1_000_000, value: 1_000_000, period: 1 },
  { header: 'growthz', bytes: 1_000_000, value: 1_000_000, period: 1 },
])('gperftools: $header', ({ header, bytes, value, period }) => {
  const text = `heap profile: 1: ${bytes} [ 1: ${bytes}] @ ${header}\n  1: ${bytes} [ 1: ${bytes}] @ 0x401001\n`;
  check(text, 'objects space', [`1 ${value} [${bytes}] 0x401000`], period);
});

test('what was mapped gives code without a name its place', () => {
  const text = [
    'heap profile: 1: 8 [1: 8] @ heapprofile',
    '1: 8 [1: 8] @ 0x401001 0x7f01',
    'MAPPED_LIBRARIES:',
    'build=/srv/bin',
    '00400000-00402000 r-xp 00001000 08:01 42 $build/server',
    '00402000-00403000 rw-p 00003000 08:01 42 $build/server',
    '7000-8000: /lib/libc.so',
  ].join('\n');
  check(text, 'objects space', ['1 8 [8] [server]+0x2000 < [libc.so]+0xf00'], 1);
});

test('jemalloc: the rows for all threads of each stack', () => {
  const text = [
    'heap_v2/524288',
    '  t*: 28: 5663 [0: 0]',
    '  t3: 28: 5663 [0: 0]',
    '@ 0x5f 0x6f',
    '  t*: 2: 2097152 [4: 4194304]',
    '  t3: 2: 2097152 [4: 4194304]',
    '',
    'MAPPED_LIBRARIES:',
  ].join('\n');
  check(text, heapTypes, ['4 4850786 2 2425393 [1048576] 0x5e < 0x6e'], 524_288);
});

test('goroutines with debug=1', () => {
  const text = [
    'goroutine profile: total 9',
    '8 @ 0x11 0x21',
    '# labels: {"job":"mail"}',
    '#\t0x10\truntime.gopark+0x1\t/go/src/runtime/proc.go:3',
    '#\t0x20\tshop.(*Hub).pump+0x5\t/src/shop/hub.go:5',
    '',
    '1 @ 0x31',
  ].join('\n');
  check(
    text,
    'goroutine',
    [
      '8 [] runtime.gopark /go/src/runtime/proc.go:3 < shop.(*Hub).pump /src/shop/hub.go:5',
      '1 [] 0x30',
    ],
    1,
  );
});

test('goroutines with debug=2: what they wait for, and who started them', () => {
  const pump = (id: number, minutes: string) => [
    `goroutine ${id} [chan receive${minutes}]:`,
    `shop.(*Hub).pump(0xc0000${id}, {0x1, 0x2})`,
    '\t/src/shop/hub.go:5 +0x1d',
    'created by shop.(*Hub).Subscribe in goroutine 1',
    '\t/src/shop/hub.go:9 +0x54',
    '',
  ];
  const text = [
    'goroutine 1 [running]:',
    'main.main()',
    '\t/src/shop/main.go:3 +0x1',
    '',
    ...pump(7, ', 5 minutes'),
    ...pump(8, ''),
  ].join('\n');
  const rows = [
    '1 [running] main.main /src/shop/main.go:3',
    '2 [chan receive] shop.(*Hub).pump /src/shop/hub.go:5 < shop.(*Hub).Subscribe /src/shop/hub.go:9',
  ];
  check(text, 'goroutine', rows, 1);
});

const frame = (functionName: string, url = '', lineNumber = -1) => ({
  functionName,
  url,
  lineNumber,
});

test("V8's heap profile: a sample gives back the size of its object", () => {
  const text = JSON.stringify({
    head: {
      callFrame: frame('(root)'),
      selfSize: 0,
      id: 1,
      children: [
        {
          callFrame: frame('', 'file:///srv/app.js', 6),
          selfSize: 140_000,
          id: 2,
          children: [
            { callFrame: frame('grow', 'file:///srv/app.js', 9), selfSize: 0, id: 3, children: [] },
          ],
        },
      ],
    },
    samples: [
      { size: 32_768, nodeId: 3, ordinal: 1 },
      { size: 107_232, nodeId: 2, ordinal: 2 },
    ],
  });
  const rows = [
    '1 107232 [102541] (anonymous) file:///srv/app.js:7',
    '32768 32768 [1] grow file:///srv/app.js:10 < (anonymous) file:///srv/app.js:7',
  ];
  check(text, 'objects space', rows, 32_768);
});

test.each([
  [
    'goroutine profile: total 1\nnone\n',
    /expected "count @ addresses" of a goroutine profile in line 2, got "none"/,
  ],
  ['heap_v2/524288\n@ 0x1\n t*: x\n', /of a jemalloc profile in line 3/],
  ['heap profile: 1: 8 [1: 8] @ heap/2\n0: 8 [1: 8] @ 0x1', /line 2 counts no objects/],
  ['heap profile: 1: 8 [1: 8] @ heap_v9/2\n', /expected a profile in pprof's format/],
  ['{"head":{"callFrame":{},"children":[{}]}}', /a node without a call frame/],
  ['{"head":1}', /got JSON/],
])('%j is refused', (text, says) => {
  const profile = decodeProfile(encoder.encode(text));
  expect(profile.ok ? '' : profile.reason).toMatch(says);
});

const samples = [
  'heap profile: 1: 8 [2: 8] @ heap/1048576\n1: 8 [2: 8] @ 0x11\n#\t0x10\ta.b+0x1\t/a.go:1\n',
  'heap_v2/524288\n t*: 1: 2 [0: 0]\n@ 0x1\n t*: 1: 2 [0: 0]\nMAPPED_LIBRARIES:\n1-2: /a\n',
  'goroutine 1 [running]:\nmain.main()\n\t/main.go:3 +0x1\n',
  '{"head":{"callFrame":{"functionName":"a"},"selfSize":9,"id":1,"children":[]},"samples":[]}',
];

test('a text that was damaged is a profile or a sentence, never an exception', () => {
  const damage = fc.record({
    text: fc.constantFrom(...samples),
    at: fc.nat(120),
    by: fc.string({ maxLength: 4 }),
    removed: fc.nat(9),
  });
  fc.assert(
    fc.property(damage, ({ text, at, by, removed }) => {
      const damaged = text.slice(0, at) + by + text.slice(at + removed);
      const profile = decodeProfile(encoder.encode(damaged));
      expect(profile.ok || profile.reason.length > 0).toBe(true);
    }),
  );
});
