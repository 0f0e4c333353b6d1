import { expect, test } from 'vitest';
import type { Reading } from '../../src/model/reading.ts';
import { mib, noisy, ramp } from '../support/series-generator.ts';
import { day, flat, lastAlarm, leak, life } from '../support/version-lives.ts';

test('a version that leaks after one that did not is named', () => {
  const alarm = lastAlarm(
    life(flat, 2 * day, { version: '1.41' }),
    life(leak, 2 * day, { version: '1.42', from: 2 * day }),
  );
  expect(alarm?.explanation).toContain('Since version 1.42: a life of 1.41 did not rise.');
  expect(alarm?.evidence['versionBefore']).toEqual({ value: 0, needs: 0.25, passed: true });
});

test('so is one that runs beside the version before it', () => {
  const alarm = lastAlarm(
    life(flat, 3 * day, { version: '1.41', instance: 'a' }),
    life(leak, 2 * day, { version: '1.42', instance: 'b', from: day }),
  );
  expect(alarm?.explanation).toContain('Since version 1.42: a life of 1.41 did not rise.');
  expect(alarm?.explanation).toContain('It rises in 1 of 2 replicas.');
});

test.each<[string, Reading[][]]>([
  [
    'the version before leaked as well',
    [
      life(leak, 2 * day, { version: '1.41' }),
      life(leak, 2 * day, { version: '1.42', from: 2 * day }),
    ],
  ],
  [
    'the version before was not watched for long enough',
    [life(flat, 60, { version: '1.41' }), life(leak, 2 * day, { version: '1.42', from: 60 })],
  ],
  [
    'nobody says which version runs',
    [life(flat, 2 * day, {}), life(leak, 2 * day, { from: 2 * day })],
  ],
])('no version is blamed where %s', (_, lives) => {
  const alarm = lastAlarm(...lives);
  expect(alarm?.kind).toBe('leak');
  expect(alarm?.explanation).not.toContain('Since version');
  expect(alarm?.evidence).not.toHaveProperty('versionBefore');
});

test.each([
  [1, 'It rises in 1 of 4 replicas: what this one was given may be the cause.'],
  [3, 'It rises in 3 of 4 replicas.'],
])('%i of four replicas', (count, said) => {
  const lives = [0, 1, 2, 3].map((i) =>
    life(i < count ? leak : flat, 2 * day, { instance: `pod-${i}` }),
  );
  const alarm = lastAlarm(...lives);
  expect(alarm?.explanation).toContain(said);
  expect(alarm?.evidence['replicas']).toEqual({ value: count, needs: 1, passed: true });
});

test('one that fell silent is no replica any more', () => {
  const alarm = lastAlarm(
    life(flat, day, { instance: 'old' }),
    life(leak, 2 * day, { instance: 'new', from: day }),
  );
  expect(alarm?.explanation).not.toContain('replicas');
});

test('a version alone raises no alarm', () => {
  const risesLittle = noisy(ramp(50 * mib, 0.001 * mib), 0.02, 2);
  expect(
    lastAlarm(
      life(flat, 2 * day, { version: '1.41' }),
      life(risesLittle, 2 * day, { version: '1.42', from: 2 * day }),
    ),
  ).toBeUndefined();
});
