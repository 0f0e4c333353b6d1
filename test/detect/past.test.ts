import { expect, test } from 'vitest';
import { floorAt, highAt, middleAt, tierOf } from '../../src/detect/floor-tier.ts';
import { middleOfThree } from '../../src/detect/middle-of-three.ts';
import { pastOf } from '../../src/detect/past.ts';
import { newTrack, take } from '../../src/detect/track.ts';
import type { Curve } from '../support/series-generator.ts';
import { random } from '../support/series-generator.ts';

const day = 1440;

/** A track that has seen a curve, a value a minute. */
function seen(curve: Curve, minutes: number) {
  const track = newTrack(true);
  for (let at = 0; at < minutes; at++) take(track, at, curve(at));
  return track;
}

const swingAt = (curve: Curve, at: number, span: number) =>
  pastOf(seen(curve, at), 2, () => null, highAt).swingBefore(at, span);

test('a swing is the largest rise that was taken back', () => {
  const daily: Curve = (at) => 100 - 20 * Math.cos((2 * Math.PI * at) / day);
  expect(swingAt(daily, 3 * day, day / 2)).toBeGreaterThan(35);
  expect(swingAt(daily, 3 * day, day / 2)).toBeLessThanOrEqual(40);
  expect(swingAt((at) => at, 3 * day, day / 2)).toBe(0);
  // A rise that stayed is no swing, nor one that is longer than was asked.
  expect(swingAt((at) => (at < day ? 50 : 100), 3 * day, day / 2)).toBe(0);
  expect(swingAt(daily, 3 * day, day / 24)).toBeLessThan(25);
});

test('a rise that dips on its way is no swing of half of it', () => {
  // Half a day up by 80, with a dip of 5, and on after another.
  const rising: Curve = (at) =>
    20 + Math.min(80, Math.max(0, at - day) / 9) + (at % 240 < 60 ? 0 : 5);
  const found = swingAt(rising, 2 * day, day / 2);
  expect(found).toBeGreaterThan(0);
  expect(found).toBeLessThanOrEqual(10);
});

test('where a floor may be a top by chance, highs are compared with highs', () => {
  // Half an hour low, three quarters high: some buckets of 36 minutes hold no low.
  const swinging: Curve = (at) => (at % 75 < 30 ? 5 : 40);
  const leaking: Curve = (at) => swinging(at) + Math.max(0, (at - 5 * day) / 30);
  const precedentOf = (curve: Curve, mayMissLows: boolean) =>
    pastOf(seen(curve, 6 * day), 2, () => null, floorAt, mayMissLows).precedentBefore(5 * day, day);
  expect(precedentOf(leaking, false)).toBe(40);
  const tier = tierOf(seen(leaking, 6 * day), 2);
  const [floor, high] = [floorAt, highAt].map((of) =>
    middleOfThree(of(tier, 0), of(tier, 1), of(tier, 2)),
  );
  expect(floor).toBeLessThan(60);
  expect(high).toBeGreaterThan(80);
  expect(precedentOf(leaking, true)).toBeCloseTo((floor ?? 0) - ((high ?? 0) - 40), 3);
  expect(precedentOf(swinging, true)).toBe(40);
});

test('the slope before a window is that of the life so far', () => {
  const levelling: Curve = (at) => 100 * (1 - Math.exp(-at / 600));
  const past = pastOf(seen(levelling, 2 * day), 2, () => null, highAt);
  const mean = past.slopeBefore(day, levelling(day)) * day;
  expect(mean).toBeGreaterThan(85);
  expect(mean).toBeLessThan(100);
});

test('brief dips move a bucket by its floor more than by its middle', () => {
  const next = random(7);
  const dipping: Curve = () => 100 - (next() < 0.04 ? 40 * next() : next());
  const tier = tierOf(seen(dipping, 2 * day), 2);
  const spread = (of: typeof floorAt) => {
    const all = Array.from({ length: 40 }, (_, back) => of(tier, back));
    return Math.max(...all) - Math.min(...all);
  };
  expect(spread(middleAt)).toBeLessThan(spread(floorAt) / 2);
  for (let back = 0; back < 40; back++) {
    expect(middleAt(tier, back)).toBeGreaterThanOrEqual(floorAt(tier, back));
    expect(middleAt(tier, back)).toBeLessThanOrEqual(highAt(tier, back));
  }
});
