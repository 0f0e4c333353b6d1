import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { heapBytes } from '../support/profile-text.ts';
import { randomOf } from '../support/random-profile.ts';

/** The size of every input, and the most memory and time that its decoding may take on top. */
const inputBytes = 2 ** 20;
const mostBytes = 64 * 2 ** 20;
const mostMs = 5_000;

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Decodes a file in a process of its own, whose peak before and after is compared. */
const script = `
  import { readFileSync } from 'node:fs';
  import { decodeProfile } from '${new URL('../../src/profile/decode-profile.ts', import.meta.url)}';
  const bytes = readFileSync(process.argv[1]);
  // Code that is loaded and compiled at the first call is not counted.
  for (const text of ['x', 'heap profile: 1: 2 [3: 4] @ heap/2', '{"head":1}']) decodeProfile(Buffer.from(text));
  const before = process.resourceUsage().maxRSS;
  const startedMs = performance.now();
  const { ok, reason = '' } = decodeProfile(bytes);
  const tookMs = performance.now() - startedMs;
  const grownBytes = (process.resourceUsage().maxRSS - before) * 1024;
  console.log(JSON.stringify({ ok, reason, tookMs, grownBytes }));
`;

type Decoded = { ok: boolean; reason: string; tookMs: number; grownBytes: number };

function decodeInChild(bytes: Uint8Array): Decoded {
  const file = join(folder, 'input');
  writeFileSync(file, bytes);
  const args = ['--input-type=module', '--no-warnings', '-e', script, file];
  const child = spawnSync(process.execPath, args, { timeout: 60_000, encoding: 'utf8' });
  expect(child.status, child.stderr).toBe(0);
  return JSON.parse(child.stdout) as Decoded;
}

const random = randomOf(1);
const filled = (part: string | Uint8Array) => Buffer.alloc(inputBytes, part as string);
const afterHead = (head: string, part: string) =>
  Buffer.concat([Buffer.from(head), filled(part)]).subarray(0, inputBytes);
const noise = () => Uint8Array.from({ length: inputBytes }, () => random.below(256));

/** A real profile of about the size, not compressed. */
function large(): Uint8Array {
  const rows = Array.from({ length: 14_000 }, (_, i) => {
    return `${i} ${i} 64 shop/a${i % 999}.F${i} a.go:${i % 90} < shop/b${i % 77}.G b.go:1 < main.main main.go:5`;
  });
  return gunzipSync(heapBytes(rows.join('\n'))).subarray(0, inputBytes);
}

const whole = large();
const flipped = (times: number) => {
  const copy = Uint8Array.from(whole);
  for (let i = 0; i < times; i++) {
    const at = random.below(copy.length);
    copy[at] = (copy[at] as number) ^ (1 << random.below(8));
  }
  return copy;
};
/** Gzip members that unpack to a thousand times their size, up to the size of the input. */
function bomb(unpacked: Buffer): Buffer {
  const member = gzipSync(unpacked, { level: 9 });
  return Buffer.concat(
    Array.from({ length: Math.floor(inputBytes / member.length) }, () => member),
  );
}

const inputs: readonly (readonly [string, () => Uint8Array])[] = [
  ['random bytes', noise],
  ['random bytes in gzip', () => gzipSync(noise().subarray(0, inputBytes - 999))],
  [
    'random bytes that begin as gzip',
    () => Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), noise()]),
  ],
  ['a profile cut in the middle', () => whole.subarray(0, inputBytes / 2)],
  ['a profile with a flipped bit', () => flipped(1)],
  ['a profile with a thousand flipped bits', () => flipped(1000)],
  ['zeros', () => filled('\0')],
  ['empty stacks', () => filled(Uint8Array.from([0x12, 0]))],
  ['empty strings', () => filled(Uint8Array.from([0x32, 0]))],
  ['empty functions', () => filled(Uint8Array.from([0x2a, 0]))],
  ['labels that say nothing', () => filled(Uint8Array.from([0x12, 2, 0x1a, 0]))],
  [
    'a length of 2^63',
    () => filled(Uint8Array.from([0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])),
  ],
  ['zeros, a thousand times as many', () => bomb(Buffer.alloc(16 * 2 ** 20))],
  ['blanks, a thousand times as many', () => bomb(Buffer.alloc(16 * 2 ** 20, ' '))],
  [
    'stacks, a thousand times as many',
    () => bomb(Buffer.alloc(2 ** 24, Uint8Array.from([0x12, 3, 0x12, 1, 5]))),
  ],
  [
    'strings, a thousand times as many',
    () => bomb(Buffer.alloc(2 ** 24, Uint8Array.from([0x32, 0]))),
  ],
  [
    'functions, a thousand times as many',
    () => bomb(Buffer.alloc(2 ** 24, Uint8Array.from([0x2a, 2, 8, 1]))),
  ],
  [
    'rows of a heap, a thousand times as many',
    () => bomb(Buffer.alloc(2 ** 24, '1: 8 [1: 8] @ 0x1\n')),
  ],
  ['empty lines', () => filled('\n')],
  [
    'rows of a heap',
    () => afterHead('heap profile: 1: 2 [3: 4] @ heap/2\n', '1: 8 [1: 8] @ 0x1\n'),
  ],
  [
    'a heap of one row',
    () => afterHead('heap profile: 1: 2 [3: 4] @ heap/2\n1: 8 [1: 8] @', ' 0x1'),
  ],
  [
    'goroutines',
    () => afterHead('goroutine profile: total 9\n', '1 @ 0x1\n#\t0x1\ta+0x1\ta.go:1\n'),
  ],
  [
    'stacks of goroutines',
    () => filled('goroutine 1 [running]:\nmain.main()\n\t/main.go:3 +0x1\n\n'),
  ],
  ['jemalloc', () => afterHead('heap_v2/524288\n', '@ 0x1\n  t*: 1: 2 [0: 0]\n')],
  [
    'JSON in JSON',
    () =>
      afterHead(
        '{"head":{"callFrame":{"functionName":"a"},"selfSize":9,"id":1,"children":',
        '[{"children":',
      ),
  ],
  [
    'a deep profile of V8',
    () => {
      const node = '{"callFrame":{"functionName":"a"},"selfSize":9,"id":1,"children":[';
      const depth = Math.floor(inputBytes / (node.length + 2)) - 1;
      return Buffer.from(`{"head":${node.repeat(depth)}${']}'.repeat(depth)}}`);
    },
  ],
];

test.each(inputs)('a megabyte of %s takes neither much memory nor long', (_, make) => {
  const { ok, reason, tookMs, grownBytes } = decodeInChild(make());
  if (!ok) expect(reason).not.toBe('');
  expect(grownBytes).toBeLessThan(mostBytes);
  expect(tookMs).toBeLessThan(mostMs);
});
