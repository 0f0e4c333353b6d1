import { expect, test } from 'vitest';
import { diffOfCase, expectTruth, leakCases } from '../support/leak-cases.ts';
import { recorded } from '../support/recordings.ts';

test.each(leakCases.map((one) => [one.case, one.in, one] as const))(
  'captures of a real program: %s (%s)',
  (_name, _kind, one) => {
    const captures = recorded(one);
    expect(captures.length).toBeGreaterThanOrEqual(3);
    const diff = diffOfCase(one, captures);
    expectTruth(one, diff);
    const holder = one.retainer ?? one.culprit;
    const retainers = diff.culprits[0]?.retainers.map((retainer) => retainer.function);
    if (holder !== one.culprit) expect(retainers).toEqual([holder]);
  },
);
