import { expect, test } from 'vitest';
import { caseOf } from './all-cases.ts';
import { contenders } from './baselines.ts';
import { firstClasses } from './cases/first.ts';
import { evaluate } from './evaluate.ts';
import { mark, score } from './score.ts';

const said = { kind: 'leak', leakKind: null };
const few = { only: /^first\/(flat|leak-straight)$/ };

test('the plain classes on training seeds: all found, none invented', () => {
  const { sawtooth, never: silent, always: loud } = contenders;
  const who = { sawtooth, never: silent, always: loud } as typeof contenders;
  const marks = evaluate('train', 4, { ...few, who });
  const [ours, never, always] = ['sawtooth', 'never', 'always'].map((name) =>
    score(marks.get(name) ?? []),
  );
  expect(ours).toMatchObject({ recall: 1, falseAlarms: 0 });
  expect(never).toMatchObject({ recall: 0, falseAlarms: 0 });
  expect(always?.falseAlarms).toBeGreaterThan(0);
});

test('a case is the same each time, and another for another seed', () => {
  for (const name of firstClasses.slice(0, 3).map((one) => `first/${one}`)) {
    expect(caseOf(name, 5)).toEqual(caseOf(name, 5));
    expect(caseOf(name, 5).readings).not.toEqual(caseOf(name, 6).readings);
  }
});

test('an alarm before the onset is false, one after it is a hit, a day holds one', () => {
  const given = caseOf('first/leak-straight', 1);
  const [onset, oom] = [given.onsetMs ?? 0, given.oomMs ?? 0];
  const alarm = (atMs: number) => ({ atMs, eta: (oom - atMs) / 500, interval: null, ...said });
  const early = mark(given, [onset - 3000, onset - 2000, onset - 1000].map(alarm));
  expect(early).toMatchObject({ hit: false, falseAlarms: 1, beforeOom: false });
  const half = mark(given, [alarm((onset + oom) / 2)]);
  expect(half).toMatchObject({ hit: true, falseAlarms: 0, beforeOom: true, covered: false });
  expect(half.delay).toBeCloseTo(0.5, 6);
  expect(half.etaError).toBeCloseTo(Math.log(2), 6);
});

test('the Poisson interval is the exact one', () => {
  const given = caseOf('first/flat', 1);
  const none = mark(given, []);
  const weeks = none.quietWeeks;
  const [low, high] = score([none]).perWeekInterval;
  expect(low).toBe(0);
  // Garwood: 3.689 for none, 0.0253 and 5.572 for one.
  expect(high * weeks).toBeCloseTo(3.689, 3);
  const alarm = { atMs: given.readings[5]?.atMs ?? 0, eta: null, interval: null, ...said };
  const one = score([mark(given, [alarm])]).perWeekInterval;
  expect(one[0] * weeks).toBeCloseTo(0.0253, 4);
  expect(one[1] * weeks).toBeCloseTo(5.572, 3);
});
