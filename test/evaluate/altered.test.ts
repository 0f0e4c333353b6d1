import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Reading } from '../../src/model/reading.ts';
import { altered } from './altered.ts';
import { diceOf } from './dice.ts';

const minute = 60_000;
const startMs = 1_700_000_000_000;

/** A level with small noise, and one value that stands out at a time, in minutes. */
function recording(markAt: number): readonly Reading[] {
  return Array.from({ length: 400 }, (_, i) => ({
    atMs: startMs + i * minute,
    instance: 'a',
    figures: { value: i === markAt ? 1e6 : 1000 + (i % 3) },
  }));
}

const seeds = fc.integer({ min: 0, max: 100_000 });
const marks = fc.integer({ min: 0, max: 399 });

test('a copy is the same for the same dice, in the order of time, and loses what it may', () => {
  fc.assert(
    fc.property(seeds, marks, (seed, onset) => {
      const onsetMs = startMs + onset * minute;
      const { readings } = altered(recording(0), onsetMs, diceOf('a', seed));
      expect(altered(recording(0), onsetMs, diceOf('a', seed)).readings).toEqual(readings);
      const times = readings.map(({ atMs }) => atMs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      // 15 % and a tenth, with room for chance.
      expect(readings.length).toBeGreaterThan(400 * 0.65);
      for (const { figures } of readings.slice(1)) {
        expect(Math.abs((figures.value ?? 0) - 1000)).toBeLessThan(160);
      }
    }),
  );
});

test('what happens in it is found at its time in the original, and of the time before an onset two thirds are left', () => {
  fc.assert(
    fc.property(seeds, marks, (seed, mark) => {
      const onsetMs = startMs + mark * minute;
      const { readings, originalOf } = altered(recording(mark), onsetMs, diceOf('b', seed));
      const found = readings.find(({ figures }) => (figures.value ?? 0) > 1e5);
      if (found !== undefined) expect(Math.abs(originalOf(found.atMs) - onsetMs)).toBeLessThan(2);
      // A run of missing samples may come on top.
      const first = originalOf(readings[0]?.atMs ?? 0);
      expect(first - startMs).toBeLessThan((onsetMs - startMs) / 3 + 10 * minute);
    }),
  );
});
