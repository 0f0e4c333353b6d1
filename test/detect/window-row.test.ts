import fc from 'fast-check';
import { expect, test } from 'vitest';
import { figuresOf, rowOf, type WindowRow } from '../../src/detect/window-row.ts';

const length = rowOf(figuresOf([] as unknown as WindowRow)).length;

test('a window is the same after it was packed', () => {
  const row = fc.array(fc.double(), { minLength: length, maxLength: length });
  fc.assert(
    fc.property(row, (numbers) => {
      const figures = figuresOf(numbers as unknown as WindowRow);
      expect(figuresOf(rowOf(figures))).toEqual(figures);
      expect(rowOf(figures)).toEqual(numbers);
    }),
  );
});
