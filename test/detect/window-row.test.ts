import fc from 'fast-check';
import { expect, test } from 'vitest';
import { figuresOf, rowOf, type WindowRow } from '../../src/detect/window-row.ts';

const length = rowOf(figuresOf([] as unknown as WindowRow)).length;

test('a window is the same after it was packed', () => {
  const numbersOnly = fc.array(fc.double(), { minLength: length - 1, maxLength: length - 1 });
  // The last place says yes or no.
  const row = fc.tuple(numbersOnly, fc.constantFrom(0, 1)).map(([rest, last]) => [...rest, last]);
  fc.assert(
    fc.property(row, (numbers) => {
      const figures = figuresOf(numbers as unknown as WindowRow);
      expect(figuresOf(rowOf(figures))).toEqual(figures);
      expect(rowOf(figures)).toEqual(numbers);
    }),
  );
});
