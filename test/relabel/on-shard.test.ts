import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashMod } from '../../src/relabel/hash-mod.ts';
import { onShard } from '../../src/relabel/on-shard.ts';

/** As Prometheus 2.42 answered (`promtool check service-discovery`); test/e2e/shard.e2e.ts asks the one of the machine. */
test.each([
  ['shop;cart;app', 2757933676403612651n, 2n],
  ['shop;pay;app', 4413607753129450217n, 0n],
  [';ü☃;', 8754442718635442191n, 2n],
])('%s hashes as in Prometheus', (text, modulo63, modulo3) => {
  expect(hashMod(text, 2n ** 63n - 1n)).toBe(modulo63);
  expect(hashMod(text, 3n)).toBe(modulo3);
});

test('the hash is that of Prometheus, by its own formula written down byte by byte', () => {
  for (const text of ['', 'foo', 'shop;cart;app', 'a;;', 'ü;☃', 'x'.repeat(300)]) {
    const digest = createHash('md5').update(text).digest();
    let expected = 0n;
    for (const byte of digest.subarray(8)) expected = (expected << 8n) | BigInt(byte);
    for (const modulus of [1n, 2n, 7n, 1000n, 2n ** 63n]) {
      expect(hashMod(text, modulus)).toBe(expected % modulus);
    }
  }
});

const values = fc.array(fc.string(), { minLength: 1, maxLength: 4 });

test('every workload is on exactly one of the shards, whatever their number', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 64 }), (labels, count) => {
      const shards = Array.from({ length: count }, (_, index) => ({ index, count }));
      expect(shards.filter((shard) => onShard(labels, shard))).toHaveLength(1);
    }),
  );
});

test('without a shard everything is here', () => {
  fc.assert(fc.property(values, (labels) => onShard(labels, undefined)));
});

test('shards carry about as much each', () => {
  const count = 8;
  const all = Array.from({ length: 8000 }, (_, i) => ['shop', `service-${i}`, 'app']);
  for (let index = 0; index < count; index++) {
    const own = all.filter((labels) => onShard(labels, { index, count })).length;
    // Binomial(8000, 1/8): mean 1000, standard deviation 30; six of them leave one chance in 10^8.
    expect(Math.abs(own - 1000)).toBeLessThan(180);
  }
});
