import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capturesOfLife } from '../../src/model/captures-of-life.ts';

type Taken = readonly [stamped: number, at: number];

const cases: [name: string, taken: readonly Taken[], startsAt: number, own: number][] = [
  ['the same start', [[1000, 1060]], 1000, 1],
  ['whole seconds and fractions', [[1000, 1000.5]], 1000.9, 1],
  ['a clock that was set on by five seconds since', [[1000, 1060]], 1005, 1],
  [
    '… with a first capture that is younger than that',
    [
      [1000, 1003],
      [1000, 1060],
    ],
    1005,
    2,
  ],
  ['… back by five', [[1005, 1060]], 1000, 1],
  ['a life of five seconds before this one', [[1000, 1004]], 1005, 0],
  ['a life of a minute before this one', [[1000, 1059]], 1060, 0],
  ['a life of a minute before this one, whose clock is late', [[1000, 1059]], 940, 0],
];
test.each(cases)('%s', (_name, taken, startsAt, own) => {
  const captures = taken.map(([stamped, at]) => ({
    lifeStartAtMs: stamped * 1000,
    atMs: at * 1000,
  }));
  expect(capturesOfLife(captures, startsAt * 1000)).toHaveLength(own);
});

test('lives in a row stay apart, however short, and each has its own', () => {
  const life = fc.record({
    forMs: fc.integer({ min: 1600, max: 120_000 }),
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(life, { minLength: 2, maxLength: 8 }), (lives) => {
      let startAtMs = 1e12;
      const captures = lives.map(({ forMs, at }) => {
        const one = { lifeStartAtMs: startAtMs, atMs: startAtMs + at * forMs };
        startAtMs += forMs;
        return one;
      });
      // The newest start is what the present life is known by.
      for (const [i, one] of captures.entries()) {
        expect(capturesOfLife(captures.slice(0, i + 1), one.lifeStartAtMs)).toEqual([one]);
      }
    }),
  );
});
