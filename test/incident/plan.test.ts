import { expect, test } from 'vitest';
import { isBaselineDue, isCompared } from '../../src/incident/plan-baseline.ts';
import { selectCaptures } from '../../src/incident/select-captures.ts';
import type { Capture } from '../../src/model/capture.ts';

const minuteMs = 60_000;

test.each([
  { ageMs: 60_000, taken: 0, timeScale: 1, due: false },
  { ageMs: 2 * minuteMs, taken: 0, timeScale: 1, due: true },
  { ageMs: 10 * minuteMs, taken: 1, timeScale: 1, due: false },
  { ageMs: 31 * minuteMs, taken: 1, timeScale: 1, due: true },
  { ageMs: 300 * minuteMs, taken: 2, timeScale: 1, due: false },
  { ageMs: 2_000, taken: 0, timeScale: 60, due: true },
])('a baseline at $ageMs ms with $taken taken, ×$timeScale: $due', ({ due, ...life }) => {
  expect(isBaselineDue(life)).toBe(due);
});

test.each([
  ['baseline', 1, false],
  ['baseline', 2, true],
  ['recorder', 2, false],
  ['suspicion', 0, true],
  ['manual', 1, true],
] as const)('a capture (%s) with %i baselines is compared: %s', (role, baselines, compared) => {
  expect(isCompared(role, baselines)).toBe(compared);
});

test.each([
  { among: 5, max: 8, kept: '0 1 2 3 4' },
  { among: 20, max: 8, kept: '0 5 10 15 16 17 18 19' },
  { among: 100, max: 4, kept: '0 97 98 99' },
])('of $among captures $max are compared: $kept', ({ among, max, kept }) => {
  const captures = Array.from({ length: among }, (_, i) => ({ id: `${i}` }) as Capture);
  expect(
    selectCaptures(captures, max)
      .map(({ id }) => id)
      .join(' '),
  ).toBe(kept);
});
