import { describe, expect, test } from 'vitest';
import { ruleOn, type Situation } from '../../src/detect/gates.ts';
import type { WindowFigures } from '../../src/detect/window-figures.ts';
import { defaultRule } from '../../src/model/default-rule.ts';

const hour = 60;
const day = 24 * hour;
const mib = 2 ** 20;

/** Ten hours of a straight rise from 100 to 400 MiB, with nothing before it. Times in minutes. */
const straight: WindowFigures = {
  ...{ tier: 2, byMiddles: false, floors: 17, startAt: 0, endAt: 10 * hour - 1 },
  ...{ z: 8, tau: 1, slope: mib / 2, slopeInterval: [0.45 * mib, 0.55 * mib] },
  ...{ growth: 300 * mib, start: 100 * mib, end: 400 * mib },
  ...{ rising: 1, largest: 0.2, steadiness: 1, steadinessError: 0.05, plateau: null },
  ...{ lineOverSteps: 0.1, overWalk: 5, level: 0, coverage: 1 },
  ...{ precedent: null, fallInterval: 0, slowed: 0, swing: 0 },
};

/** A live heap under a limit of 600 MiB, on its first day. */
const firstDay: Situation = {
  ...{
    limit: 600 * mib,
    peak: 400 * mib,
    context: 10 * hour,
    leastGrowth: 8 * mib,
    leastFirstDay: 8 * mib,
  },
  ...{ uncleanMs: 0, garbage: false, offHeap: false, loadShare: 0 },
};

const laterDay: Situation = { ...firstDay, context: 3 * day };

/** The gates that a window does not pass, by name. */
function failed(window: Partial<WindowFigures>, situation: Situation): string[] {
  const { evidence } = ruleOn({ ...straight, ...window }, defaultRule.detect, situation);
  return Object.entries(evidence)
    .filter(([, { passed }]) => !passed)
    .map(([name]) => name);
}

test.each([firstDay, laterDay])('a straight rise towards a limit passes all of them', (given) => {
  expect(failed({}, given)).toEqual([]);
  expect(ruleOn(straight, defaultRule.detect, given).concern).toBe('alarm');
});

type Change = readonly [string, string, Partial<WindowFigures>, Partial<Situation>];

const always: readonly Change[] = [
  ['what may be chance', 'significance', { z: 4.9 }, {}],
  ['a rise with half of its floors out of order', 'monotony', { tau: 0.45 }, {}],
  ['a window with holes', 'coverage', { coverage: 0.5 }, {}],
  ['a rise that stands still in every third block', 'evenness', { rising: 0.6 }, {}],
  ['a rise that is one step', 'largestStep', { largest: 0.6 }, {}],
  ['what levels off', 'steadiness', { steadiness: 0.5 }, {}],
  ['two steps', 'lineOverSteps', { lineOverSteps: 1.1 }, {}],
  [
    'a slope that is known to no more than a third',
    'precision',
    { slopeInterval: [mib / 6, mib] },
    {},
  ],
  ['what traffic explains', 'load', {}, { loadShare: 0.6 }],
  ['a rise to where it has been', 'precedent', { precedent: 390 * mib }, {}],
  ['a rise as large as one that was taken back', 'swing', { swing: 250 * mib }, {}],
  ['a limit that is weeks away', 'horizon', {}, { limit: 6000 * mib }],
];

describe.each([
  ['on a first day', firstDay],
  ['on a later day', laterDay],
])('%s', (_, situation) => {
  test.each(always)('%s does not pass %s', (_what, gate, window, about) => {
    expect(failed(window, { ...situation, ...about })).toEqual([gate]);
  });
});

const firstDayAlone: readonly Change[] = [
  ['a rise that gains speed', 'straightness', { steadiness: 2.1 }, {}],
  ['a rise that slows a little', 'steadiness', { steadiness: 0.8 }, {}],
  ['what may be a walk without aim', 'overWalk', { overWalk: 1.5 }, {}],
];

test.each(firstDayAlone)(
  '%s does not pass %s on a first day, and later does',
  (_, gate, window) => {
    expect(failed(window, firstDay)).toEqual([gate]);
    expect(failed(window, laterDay)).toEqual([]);
  },
);

test('a limit that is days away is waited for, unless the heap has doubled for hours', () => {
  const far = { ...laterDay, limit: 2400 * mib };
  expect(failed({ start: 250 * mib, growth: 150 * mib }, far)).toEqual(['outlook']);
  expect(failed({}, far)).toEqual([]);
});

test('a rise that a day of the traffic would bring passes once it has had a day', () => {
  const small = { start: 300 * mib, growth: 100 * mib };
  expect(failed(small, firstDay)).toEqual(['daySwing']);
  expect(failed(small, laterDay)).toEqual([]);
});

test('at low sensitivity a straight line stays straight enough', () => {
  const detect = { ...defaultRule.detect, sensitivity: 'low' } as const;
  const { evidence } = ruleOn({ ...straight, steadiness: 0.98 }, detect, firstDay);
  expect(evidence['steadiness']).toMatchObject({ passed: true });
});
