import { expect, test } from 'vitest';
import { explainLeak, explainRise, type Subject } from '../../src/detect/explain.ts';
import type { WindowFigures } from '../../src/detect/window-figures.ts';
import { verdict } from '../support/verdict.ts';

const mib = 1024 ** 2;
const figures = {
  ...{ startAt: 0, endAt: 60, start: 400 * mib, end: 512 * mib },
  ...{ rising: 1, steadiness: 1, z: 5, slope: mib },
} as unknown as WindowFigures;

function about(timeToLimitSeconds: number): Subject {
  return {
    ...{ name: 'heapLive', kind: 'heap' },
    ruling: { figures, concern: 'alarm', evidence: {}, confidence: 0.9 },
    verdict: verdict('leak', 'alarm', {
      ...{ limitBytes: 512 * mib, leakRatePerSecond: mib },
      ...{ timeToLimitSeconds, timeToLimitInterval: [timeToLimitSeconds, 2 * timeToLimitSeconds] },
    }),
  };
}

test.each([
  [0, 'The limit of 512 MiB is reached.'],
  [0.3, 'The limit of 512 MiB is reached.'],
  [90, 'The limit of 512 MiB is reached in 1 min 30 s (1 min 30 s to 3 min).'],
])('%s s before its limit a leak is told with what is left', (seconds, told) => {
  const { explanation, finding } = explainLeak(about(seconds), 1);
  expect(explanation).toBe(`${finding} ${told}`);
});

test('what is missing for an alarm is told in the words of the gates, and which way each is', () => {
  const evidence = {
    growth: { value: 9 * mib, needs: 4 * mib, passed: true },
    lineOverSteps: { value: 1.29, needs: 1, passed: false },
    outlook: { value: 127 / 60, needs: 0.1, passed: false },
    precedent: { value: 400 * mib, needs: 512 * mib, passed: false },
  };
  const rise: Subject = {
    ...about(90),
    ruling: { figures, concern: 'suspicion', evidence, confidence: 0.5 },
  };
  expect(explainRise(rise, 'noisy', 1)).toMatch(
    /; no leak is proved \(line over steps 1\.29, needs ≤ 1; outlook 2 min 7 s, needs ≤ 6 s; new ground 400 MiB, needs ≥ 512 MiB\)\.$/,
  );
});
