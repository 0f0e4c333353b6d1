import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unzip, unzipBeside } from '../../src/profile/unzip.ts';

/** What came of it: the bytes, or the sentence. */
async function answers(bytes: Uint8Array): Promise<readonly unknown[]> {
  return [unzip(bytes), await unzipBeside(bytes)].map((answer) =>
    answer.ok ? Buffer.from(answer.value).toString('hex') : answer.reason,
  );
}

test('whole, cut short or damaged: beside other work it is unpacked to the same', async () => {
  const zipped = fc
    .tuple(fc.uint8Array({ maxLength: 400 }), fc.nat(), fc.nat(), fc.nat(255))
    .map(([raw, cut, place, byte]) => {
      const whole = gzipSync(raw);
      const damaged = Uint8Array.from(whole);
      damaged[place % whole.length] = byte;
      return [raw, whole, whole.subarray(0, cut % whole.length), damaged];
    });
  await fc.assert(
    fc.asyncProperty(zipped, async (cases) => {
      for (const bytes of cases) {
        const [atOnce, beside] = await answers(bytes);
        expect(beside).toBe(atOnce);
      }
    }),
  );
});

test('a bomb ends in the same sentence', async () => {
  const [atOnce, beside] = await answers(gzipSync(new Uint8Array(40 * 2 ** 20)));
  expect(atOnce).toContain('unpacks to more than 32 MiB');
  expect(beside).toBe(atOnce);
});
