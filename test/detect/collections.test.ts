import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Collections, newCollections, noteCollection } from '../../src/detect/collections.ts';
import { rankSignificance } from '../../src/detect/rank-significance.ts';
import { risenCollections } from '../../src/detect/risen-collections.ts';
import { newTrack, take } from '../../src/detect/track.ts';

function risenIn(values: readonly number[]) {
  const track = newTrack(true);
  for (const [at, value] of values.entries()) take(track, at, value);
  return risenCollections(collectionsOf(values), track);
}

function collectionsOf(values: readonly number[]): Collections {
  const found = newCollections();
  for (const [at, value] of values.entries()) noteCollection(found, at, value);
  return found;
}

/** Ten values from each floor up by `height`, one after the other. */
function teethOn(floors: readonly number[], height: (tooth: number) => number): number[] {
  return floors.flatMap((floor, tooth) =>
    Array.from({ length: 10 }, (_, i) => floor + (height(tooth) * i) / 9),
  );
}

const level = Array.from({ length: 20 }, (_, i) => 100 + (i % 3));

test('what each collection left is kept, the last one once the heap climbs again', () => {
  const { floors, ats, deepest } = collectionsOf(teethOn([100, 110, 105], () => 80));
  expect(floors).toEqual([110, 105]);
  expect(ats).toEqual([10, 20]);
  expect(deepest).toBe(85);
});

test('at most 28 are kept, the newest', () => {
  const { floors, ats, depths } = collectionsOf(teethOn(Array(60).fill(100), () => 80));
  expect([floors.length, ats.length, depths.length]).toEqual([28, 28, 28]);
  expect(ats.at(-1)).toBe(590);
});

test('young collections between whole ones are none', () => {
  // A tooth of 200 with one of 30 on each of its values.
  const values = teethOn([100, 100, 100, 100, 100], () => 200).flatMap((value) => [
    value,
    value + 30,
  ]);
  const { floors } = collectionsOf(values);
  expect(floors.length).toBe(4);
  expect(Math.max(...floors)).toBeLessThan(140);
});

test('a heap that fills has ever less to collect, and its collections are seen all the same', () => {
  const floors = Array.from({ length: 12 }, (_, i) => 100 + 15 * i);
  expect(collectionsOf(teethOn(floors, (tooth) => 200 - 14 * tooth)).floors.length).toBe(11);
});

const rises: readonly (readonly [string, readonly number[], number])[] = [
  ['five more each than all before', [...level, 110, 120, 130, 140, 150], 5],
  ['seven with one out of order', [...level, 110, 120, 135, 130, 140, 150, 160], 7],
  ['a start without a past', [100, 110, 120, 130, 140, 150, 160, 170, 180], 9],
];

test.each(rises)('%s: a significant rise', (_, floors, count) => {
  // The first floor is no collection's; the last one must be climbed from.
  const found = risenIn(teethOn([100, ...floors], () => 80));
  expect(found?.z).toBeGreaterThan(4.5);
  expect(found?.floors).toBe(count);
  expect(found?.end).toBe(floors.at(-1));
  expect(found?.startAt).toBeLessThan(found?.endAt ?? 0);
});

test.each([
  ['level ones', level],
  ['three that rise', [...level, 110, 120, 130]],
  ['what rose and was given back', [...level, 110, 120, 130, 140, 100]],
])('%s: none', (_, floors) => {
  expect(risenIn(teethOn([100, ...floors], () => 80))?.z ?? 0).toBeLessThan(4);
});

test('a rise that was taken back before is its swing', () => {
  const day = [...level, 110, 120, 130, 140, 150, 140, 130, 120, 110, ...level];
  const found = risenIn(teethOn([...day, 110, 120, 130, 140, 151], () => 80));
  expect(found?.growth).toBeCloseTo(40, -1);
  expect(found?.swing).toBeGreaterThan(25);
  expect(found?.precedent).toBeGreaterThanOrEqual(130);
});

test('ranks in an order that means nothing are significant as often as they say', () => {
  const seeded = fc.sample(
    fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 20 }),
    {
      seed: 5,
      numRuns: 10_000,
    },
  );
  const share = seeded.filter((values) => rankSignificance(values, 6) > 1.645).length / 10_000;
  expect(share).toBeGreaterThan(0.02);
  expect(share).toBeLessThan(0.06);
});

test('records after n others come in one of (n + k)! / n! orders', () => {
  // 1 / (21 · 22 · 23 · 24): z = 4.46.
  const values = [...Array.from({ length: 20 }, (_, i) => (i * 7) % 20), 21, 22, 23, 24];
  expect(rankSignificance(values, 4)).toBeCloseTo(4.46, 1);
});
