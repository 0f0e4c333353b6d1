import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newBlock } from '../../src/detect/block.ts';
import { constants } from '../../src/detect/constants.ts';
import {
  clearTiers,
  closeBucket,
  floorAt,
  highAt,
  push,
  tierOf,
  timeAt,
} from '../../src/detect/floor-tier.ts';

type Floor = { readonly at: number; readonly floor: number; readonly high: number };
type Given = { readonly gap: number; readonly value: number; readonly above: number };

/** Gaps as scrapes have them, outages of days, and silence of years. */
const gaps = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 12 }) },
  { weight: 2, arbitrary: fc.integer({ min: 100, max: 700 }) },
  { weight: 1, arbitrary: fc.integer({ min: 60_000, max: 2_000_000 }) },
);
/** Floats of any size, of both signs, and those of one series, which lie near one another. */
const values = fc.oneof(
  fc.constant(fc.float({ noNaN: true })),
  fc
    .integer({ min: 1, max: 2 ** 30 })
    .map((level) =>
      fc.float({ min: Math.fround(level), max: Math.fround(3 * level), noNaN: true }),
    ),
);
const given = values.chain((value) =>
  fc.array(fc.record({ gap: gaps, value, above: fc.integer({ min: 0, max: 9 }) }), {
    maxLength: 300,
  }),
);

test.each([0, 1, 2, 3, 4])(
  'tier %i keeps the newest floors, their times and highs, whatever the gaps',
  (index) => {
    fc.assert(
      fc.property(
        given,
        fc.integer({ min: -5000, max: 5000 }),
        fc.boolean(),
        (all, start, highs) => {
          const block = newBlock(highs);
          clearTiers(block);
          const pushes = timed(all, start);
          for (const { at, floor, high } of pushes)
            push(block, index, { at, value: floor, high, middle: floor });
          const tier = tierOf(block, index);
          const found = Array.from({ length: tier.count }, (_, back) => ({
            at: timeAt(tier, back),
            floor: floorAt(tier, back),
            high: highAt(tier, back),
          }));
          expect(found).toEqual(plain(pushes, tier.width, highs && index >= 2));
        },
      ),
    );
  },
);

test('a floor that moves within its bucket leaves the time of the oldest, which a byte cannot tell any more', () => {
  const block = newBlock(false);
  clearTiers(block);
  const put = (at: number, value: number) => {
    const into = { at, value, high: value, middle: value };
    push(block, 1, into);
    closeBucket(block, 1, into);
  };
  // Forty buckets of six, three left out: from 0 to 252.
  const ats = Array.from({ length: 40 }, (_, i) => 6 * (i < 37 ? i : i + 3));
  for (const at of ats) put(at, 100);
  put(257, 50);
  const tier = tierOf(block, 1);
  const found = Array.from({ length: tier.count }, (_, back) => timeAt(tier, back));
  expect(found).toEqual([257, ...ats.slice(0, -1).toReversed()]);
  expect(floorAt(tier, 0)).toBe(50);
});

test.each([true, false])('every block of a slab holds its last floor, with highs: %s', (highs) => {
  // More than two slabs of them.
  for (let made = 0; made < 100; made++) {
    const block = newBlock(highs);
    clearTiers(block);
    const last = constants.tierCount - 1;
    const { width } = tierOf(block, last);
    for (let i = 0; i <= constants.tierLength; i++) {
      push(block, last, { at: i * width, value: 100 + i, high: 100 + i, middle: 100 + i });
    }
    expect(floorAt(tierOf(block, last), 0)).toBe(100 + constants.tierLength - 1);
  }
});

function timed(all: readonly Given[], start: number): Floor[] {
  let at = start;
  return all.map(({ gap, value, above }) => {
    at += gap;
    return { at, floor: value, high: Math.fround(value + above) };
  });
}

/** The same by lists: the closed buckets, newest first. */
function plain(pushes: readonly Floor[], width: number, highs: boolean): Floor[] {
  const buckets = [...Map.groupBy(pushes, ({ at }) => Math.floor(at / width)).values()];
  const closed = buckets.slice(0, -1).map((bucket) => {
    const least = bucket.reduce((best, next) => (next.floor < best.floor ? next : best));
    const high = Math.max(...bucket.map((one) => one.high));
    return { ...least, high: highs ? high : least.floor };
  });
  return closed.slice(-constants.tierLength).reverse();
}
