import { expect, test } from 'vitest';
import { timeToLimit } from '../../src/detect/time-to-limit.ts';
import type { WindowFigures } from '../../src/detect/window-figures.ts';

/** A straight line that rises by 1 a minute and stands at 100. */
const straight = {
  ...{ slope: 1, slopeInterval: [1, 1], end: 100, steadiness: 1, steadinessError: 0 },
} as unknown as WindowFigures;

const at = (peak: number) => ({ peak, isHeap: false });

const width = ({ interval: [low, high] }: ReturnType<typeof timeToLimit>) => high / low;

test('a straight line meets its limit after the way that is left', () => {
  const { eta, interval } = timeToLimit(straight, 300, at(100));
  expect(eta).toBe(200);
  expect(interval[0]).toBeLessThan(200);
  expect(interval[1]).toBeGreaterThan(200);
});

test('what gains speed is there sooner, unless noise explains the gain', () => {
  const faster = { ...straight, steadiness: 2 };
  expect(timeToLimit(faster, 300, at(100)).eta).toBeCloseTo(150);
  expect(timeToLimit({ ...faster, steadinessError: 1 }, 300, at(100)).eta).toBe(200);
});

test('what slows down is not told to be there later: it may only have been a pause', () => {
  expect(timeToLimit({ ...straight, steadiness: 0.7 }, 300, at(100)).eta).toBe(200);
});

test('the less is left, the more does it matter what stands above the floor', () => {
  const far = width(timeToLimit(straight, 1000, at(120)));
  const near = width(timeToLimit(straight, 140, at(120)));
  expect(near).toBeGreaterThan(1.3 * far);
  expect(width(timeToLimit(straight, 140, at(100)))).toBeCloseTo(
    width(timeToLimit(straight, 900, at(100))),
  );
});

test('what is full is there now, and what does not grow for certain may never be', () => {
  expect(timeToLimit(straight, 100, at(100)).eta).toBe(0);
  const unsure = { ...straight, slopeInterval: [-1, 3] } as const;
  expect(timeToLimit(unsure, 300, at(100)).interval[1]).toBe(Number.MAX_VALUE);
});

test('a used heap is collected before it meets its limit: the middle of garbage and floor has the way to go', () => {
  // Garbage stands at 280 of 300 already; 0.95 of the limit less the middle of 100 and 280.
  expect(timeToLimit(straight, 300, { peak: 280, isHeap: true }).eta).toBeCloseTo(95);
  expect(timeToLimit(straight, 300, at(280)).eta).toBeLessThan(20);
});
