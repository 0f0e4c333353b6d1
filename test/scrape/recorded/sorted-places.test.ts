import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortedPlaces } from '../../../src/scrape/recorded/sorted-places.ts';

test('the same order as a stable sort', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (values) => {
      const at = (place: number) => values[place] ?? 0;
      const expected = values.map((_, place) => place).toSorted((a, b) => at(a) - at(b));
      expect([...sortedPlaces(values.length, (a, b) => at(a) - at(b))]).toEqual(expected);
    }),
  );
});
