import { expect, test } from 'vitest';
import { Detector } from '../../src/detect/detector.ts';
import { leakShape } from '../../src/detect/leak-shape.ts';
import { steadyShape } from '../../src/detect/steady-shape.ts';
import { newTrack, take } from '../../src/detect/track.ts';
import type { WindowFigures } from '../../src/detect/window-figures.ts';
import { defaultRule } from '../../src/model/default-rule.ts';
import type { LeakShape, SteadyShape, Verdict } from '../../src/model/verdict.ts';
import {
  type Curve,
  constant,
  diurnal,
  mib,
  noisy,
  ramp,
  record,
  stepAt,
  teeth,
  warmUp,
} from '../support/series-generator.ts';

const day = 1440;

/** The last verdict on a live heap of so many minutes. */
function said(curve: Curve, ticks: number): Verdict {
  const detector = new Detector({ timeScale: 1 });
  for (const reading of record(curve, { ticks, limitBytes: 600 * mib })) detector.observe(reading);
  return detector.judge(defaultRule.detect, 1_700_000_000_000 + ticks * 60_000);
}

const level: readonly (readonly [string, Curve, SteadyShape])[] = [
  ['a constant', constant(100 * mib), 'flat'],
  ['noise of 1 %', noisy(constant(100 * mib), 0.01, 1), 'flat'],
  ['what is given back bit by bit', ramp(300 * mib, -0.05 * mib), 'falling'],
  ['a move from one level to another', stepAt(day, 100 * mib, 150 * mib), 'step'],
  ['a cache that is full', warmUp(50 * mib, 300 * mib, 250), 'plateau'],
  ['garbage that comes and goes', teeth(constant(100 * mib), 80 * mib, 30), 'gc'],
];

test.each(level)('$0 is named $2', (_, curve, shape) => {
  const track = newTrack(true);
  for (let at = 0; at < 2 * day; at++) take(track, at, curve(at));
  expect(steadyShape(track)).toBe(shape);
});

const rising: readonly (readonly [string, Curve, number, SteadyShape])[] = [
  ['a cache that fills', warmUp(50 * mib, 300 * mib, 600), 900, 'warm-up'],
  [
    'a cache that still fills on the second day',
    warmUp(50 * mib, 300 * mib, 1800),
    1.1 * day,
    'warm-up',
  ],
  ['the third morning', diurnal(200 * mib, 80 * mib, day), 2.4 * day, 'seasonal'],
  ['a tooth among its like', teeth(constant(100 * mib), 80 * mib, 30), 2 * day, 'gc'],
];

test.each(rising)('%s rises and is no leak', (_, curve, ticks, shape) => {
  const verdict = said(curve, ticks);
  expect(verdict.concern).not.toBe('alarm');
  expect(verdict.shape).toBe(shape);
});

/** A cache that fills within days, under users who come by day, from some hour of it on. */
const filledByDay =
  (rise: number, swing: number, hour: number): Curve =>
  (tick) =>
    warmUp(100 * mib, rise, 1.2 * day)(tick) + diurnal(0, swing, day)(tick + hour * 60);

test.each([
  [100 * mib, 25 * mib, 13],
  [60 * mib, 20 * mib, 19],
  [60 * mib, 20 * mib, 22],
])(
  'the second morning of what fills by %i and swings by %i from hour %i on is a morning',
  (...about) => {
    const detector = new Detector({ timeScale: 1 });
    const curve = noisy(filledByDay(...about), 0.003, 3);
    for (const reading of record(curve, { ticks: 1.9 * day, figure: 'rss' })) {
      detector.observe(reading);
      expect(detector.judge(defaultRule.detect, reading.atMs).concern).not.toBe('alarm');
    }
  },
);

const leaking: readonly (readonly [string, Partial<WindowFigures>, LeakShape])[] = [
  ['each request keeps as much', { level: 0, steadiness: 1 }, 'linear'],
  ['a bend that noise may have made', { level: 0.1, steadiness: 1.4 }, 'linear'],
  ['half as fast again at its end', { level: 0, steadiness: 1.5 }, 'accelerating'],
  ['half as fast at its end', { level: 0, steadiness: 0.5 }, 'slowing'],
  ['floors that stand on treads', { level: 0.6, steadiness: 1 }, 'staircase'],
];

test.each(leaking)('%s', (_, figures, shape) => {
  expect(leakShape(figures as WindowFigures)).toBe(shape);
});

const leaks: readonly (readonly [string, Curve, LeakShape])[] = [
  ['a straight line', ramp(50 * mib, 0.1 * mib), 'linear'],
  ['a parabola', (tick) => (50 + 400 * (tick / (2 * day)) ** 2.5) * mib, 'accelerating'],
];

test.each(leaks)('%s leaks', (_, curve, shape) => {
  expect(said(curve, 2 * day)).toMatchObject({ kind: 'leak', concern: 'alarm', shape });
});
