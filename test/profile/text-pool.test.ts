import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StringTable } from '../../src/profile/string-table.ts';
import { TextPool } from '../../src/profile/text-pool.ts';

test('numbers texts as a Map would, however many there are', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { maxLength: 300 }),
      (texts) => {
        const pool = new TextPool();
        const numbers = new Map<string, number>();
        for (const text of texts) {
          expect(pool.find(text)).toBe(numbers.get(text) ?? -1);
          if (!numbers.has(text)) numbers.set(text, numbers.size);
          expect(pool.intern(text)).toBe(numbers.get(text));
        }
        for (const [text, number] of numbers) expect(pool.get(number)).toBe(text);
        expect(pool.count).toBe(numbers.size);
      },
    ),
  );
});

test('finds again what it has had to make room for', () => {
  const pool = new TextPool();
  const texts = Array.from(
    { length: 20_000 },
    (_, i) => `example.com/shop/part${i % 90}.Handle${i}`,
  );
  const numbers = texts.map((text) => pool.intern(text));
  expect(numbers).toEqual(texts.map((_, i) => i));
  expect(texts.map((text) => pool.find(text))).toEqual(numbers);
  expect(pool.get(19_999)).toBe(texts[19_999]);
});

test('bytes of a profile are the text that is read of them', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 6 }), { minLength: 1 }), (parts) => {
      const ends: number[] = [];
      let end = 0;
      for (const part of parts) {
        end += part.length;
        ends.push(end);
      }
      const bytes = new Uint8Array(parts.flatMap((part) => [...part]));
      const starts = parts.map((part, i) => (ends[i] as number) - part.length);
      const table = new StringTable(bytes, Int32Array.from(starts), Int32Array.from(ends));
      const pool = new TextPool();
      for (const i of parts.keys()) {
        const number = pool.internOf(table, i);
        expect(pool.get(number)).toBe(table.get(i));
        // The same text in other bytes (a mark of its order, what is no UTF-8) is the same text.
        expect(pool.intern(table.get(i))).toBe(number);
      }
    }),
  );
});

test('a mark of the order of bytes that is part of a text stays', () => {
  const pool = new TextPool();
  expect(pool.get(pool.intern('\u{feff}a'))).toBe('\u{feff}a');
});

test('a number that nobody has is nothing', () => {
  expect(new TextPool().get(0)).toBe('');
  expect(new TextPool().get(-1)).toBe('');
});
