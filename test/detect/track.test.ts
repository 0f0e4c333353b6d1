import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Detector } from '../../src/detect/detector.ts';
import { type FloorTier, floorAt, tierOf, timeAt } from '../../src/detect/floor-tier.ts';
import { newTrack, take } from '../../src/detect/track.ts';
import { defaultRule } from '../../src/model/default-rule.ts';
import { random } from '../support/series-generator.ts';

const [day, hours] = [1440, 360];

test('a value that has a bucket to itself is a floor when it is there', () => {
  const track = newTrack(true);
  for (let i = 0; i < 20; i++) {
    take(track, i * hours, 100 + i, 100 + i, hours);
    const tier = tierOf(track, 0);
    expect(tier.count).toBe(i + 1);
    expect(floorAt(tier, 0)).toBe(100 + i);
    expect(timeAt(tier, 0)).toBe(i * hours);
  }
  // A day's bucket holds four of them at most, and waits for the last of them.
  expect(tierOf(track, 4).count).toBe(5);
});

test('buckets of more than one value wait for all of them', () => {
  const track = newTrack(true);
  for (let at = 0; at < day; at++) {
    take(track, at, 100 + (at % 6), 100 + (at % 6), 1);
    expect(tierOf(track, 0).count).toBe(Math.min(at, 40));
  }
});

test('of what comes out of step into a bucket the least is its floor', () => {
  const track = newTrack(true);
  for (const at of [0, 360, 361, 361, 720]) take(track, at, 1000 - at, 1000 - at, hours);
  const floorsOf = (index: number) =>
    floorsIn(tierOf(track, index)).map(({ at, value }) => [at, value]);
  const [first, second, third, last] = [
    [0, 1000],
    [360, 640],
    [361, 639],
    [720, 280],
  ];
  expect(floorsOf(0)).toEqual([last, third, second, first]);
  // What a process holds while it starts is no floor of hours.
  expect(floorsOf(1)).toEqual([last, third]);
});

test('of few minutes after days of coarse samples no bucket counts twice', () => {
  const detector = new Detector({ timeScale: 1 });
  const next = random(3);
  const at = (i: number) => (i < 30 ? i * hours : 29 * hours + (i - 29) / 4);
  for (let i = 0; i < 42; i++) {
    const value = 2 ** 30 * (i < 30 ? 1 + 0.02 * next() : 1.1 + 0.01 * i);
    detector.observe({ atMs: at(i) * 60_000, instance: 'a', figures: { value } });
  }
  const times = detector.floors('value').map(({ atMs }) => Math.floor(atMs / 60_000));
  expect(new Set(times).size).toBe(times.length);
});

/** Steps of any length, told as they are or as they were before. */
const stretches = fc.array(
  fc.record({
    step: fc.constantFrom(0.25, 1, 5, 11, 12, 13, 71, 72, 73, 360, 2592, 20_000),
    told: fc.constantFrom(0, 1, 12, 72, 360, 2592),
    ticks: fc.integer({ min: 1, max: 60 }),
  }),
  { minLength: 1, maxLength: 8 },
);

test('whatever the steps, and those that are told, a tier holds the least of each bucket', () => {
  fc.assert(
    fc.property(stretches, fc.integer({ min: 0, max: 2 ** 31 }), (all, seed) => {
      const track = newTrack(true);
      take(track, 0, 50);
      const samples = samplesOf(all, seed);
      for (const { at, value, told } of samples) take(track, at, value, value, told);
      for (const tier of track.tiers) {
        const bucketOf = ({ at }: { at: number }) => Math.floor(at / tier.width);
        const least = Map.groupBy(samples, bucketOf);
        // The newest bucket may be filled still; the first sample is the start, which no hours hold.
        const closed = floorsIn(tier)
          .slice(1)
          .filter(({ at }) => at > 0);
        const buckets = closed.map(bucketOf);
        expect(new Set(buckets).size).toBe(buckets.length);
        expect(closed.map(({ value }) => value)).toEqual(
          buckets.map((one) => Math.min(...(least.get(one) ?? []).map(({ value }) => value))),
        );
      }
    }),
  );
});

type Stretch = { readonly step: number; readonly told: number; readonly ticks: number };

function samplesOf(all: readonly Stretch[], seed: number) {
  const next = random(seed);
  let time = day;
  return all.flatMap(({ step, told, ticks }) =>
    Array.from({ length: ticks }, () => {
      time += step;
      return { at: Math.floor(time), value: Math.fround(100 + 100 * next()), told };
    }),
  );
}

/** The newest first. */
function floorsIn(tier: FloorTier) {
  return Array.from({ length: tier.count }, (_, back) => ({
    at: timeAt(tier, back),
    value: floorAt(tier, back),
  }));
}

test('of six-hour samples the alarm comes with the sample that shows it', () => {
  const detector = new Detector({ timeScale: 1 });
  const alarmAfter = Array.from({ length: 40 }, (_, i) => i).find((i) => {
    const atMs = i * hours * 60_000;
    const value = 2 ** 30 * (i < 16 ? 1 + 0.01 * (i % 3) : 1 + 0.08 * (i - 15));
    detector.observe({ atMs, instance: 'a', figures: { value } });
    return detector.judge(defaultRule.detect, atMs).concern === 'alarm';
  });
  expect(alarmAfter).toBeLessThan(30);
});
