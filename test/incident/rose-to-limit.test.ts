import { expect, test } from 'vitest';
import { roseToLimit } from '../../src/incident/rose-to-limit.ts';

/** Looks a second apart at a process with a limit of 1000 bytes. */
function looks(usedAt: (i: number) => number, limitBytes: number | null = 1000) {
  return Array.from({ length: 60 }, (_, i) => ({
    atMs: i * 1000,
    startAtMs: -60_000,
    usedBytes: usedAt(i),
    residentBytes: usedAt(i),
    peakBytes: null,
    limitBytes,
  }));
}

test.each<[string, (i: number) => number, boolean]>([
  ['a leak up to its limit', (i) => 400 + 10 * i, true],
  ['one that a collector cuts', (i) => 700 + 5 * i - 30 * (i % 4), true],
  ['one that stands near it', () => 920, false],
  ['one that stands near it with some noise', (i) => 920 + 15 * Math.sin(i * 1.7), false],
  ['one that has warmed up', (i) => Math.min(940, 600 + 40 * i), false],
  ['one that rises, far from it', (i) => 200 + 5 * i, false],
  ['one that falls from it', (i) => 990 - 2 * i, false],
])('%s', (_, usedAt, rose) => {
  expect(roseToLimit(looks(usedAt))).toBe(rose);
});

test('who has no limit, or was never looked at, did not rise to it', () => {
  expect(roseToLimit(looks((i) => 400 + 10 * i, null))).toBe(false);
  expect(roseToLimit([])).toBe(false);
});
