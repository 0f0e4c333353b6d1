import { expect, test } from 'vitest';
import { comparedWith, isBaselineDue } from '../../src/incident/plan-baseline.ts';
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
  ['baseline', '', false],
  ['baseline', 'recorder recorder', false],
  ['baseline', 'recorder baseline recorder', true],
  ['baseline', 'suspicion', true],
  ['baseline', 'manual recorder', true],
  ['recorder', 'baseline', false],
  ['suspicion', 'recorder', true],
  ['manual', 'recorder', true],
] as const)('a capture (%s) after "%s" is compared: %s', (role, before, compared) => {
  const newest = { id: 'newest', role } as Capture;
  const earlier = before.split(' ').map((each, i) => ({ id: `${i}`, role: each }) as Capture);
  const alike = before === '' ? [newest] : [...earlier, newest];
  const other = { ...newest, id: 'other', role: 'suspicion', kind: 'goroutine' } as Capture;
  expect(comparedWith(newest, [other, ...alike])).toEqual(compared ? alike : []);
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
