import { expect, test } from 'vitest';
import { Detector } from '../../src/detect/detector.ts';
import { floorAt, tierOf, timeAt } from '../../src/detect/floor-tier.ts';
import { newTrack, take } from '../../src/detect/track.ts';
import { defaultRule } from '../../src/model/default-rule.ts';

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

test('one that comes out of step is kept as one more', () => {
  const track = newTrack(true);
  for (const at of [0, 360, 361, 361, 720]) take(track, at, at + 1, at + 1, hours);
  const tier = tierOf(track, 0);
  expect([4, 3, 2, 1, 0].map((back) => floorAt(tier, back))).toEqual([1, 361, 362, 362, 721]);
});

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
