import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SequenceTable } from '../../src/profile/sequence-table.ts';

const sequences = fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 4 }), {
  maxLength: 2000,
});

test('a sequence has one number, the next free one when it is new, and keeps its entries', () => {
  fc.assert(
    fc.property(sequences, (all) => {
      const table = new SequenceTable();
      const known = new Map<string, number>();
      for (const one of all) {
        const key = one.join();
        const id = table.intern(Int32Array.from([...one, 99]), one.length);
        expect(id).toBe(known.get(key) ?? known.size);
        known.set(key, id);
      }
      expect(table.count).toBe(known.size);
      for (const [key, id] of known) expect([...table.at(id)].join()).toBe(key);
    }),
  );
});
