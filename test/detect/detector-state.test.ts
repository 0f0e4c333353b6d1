import { expect, test } from 'vitest';
import { Detector } from '../../src/detect/detector.ts';

test('a state of another version is refused with what to do', () => {
  const state = { ...new Detector({ timeScale: 1 }).save(), version: 0 as unknown as 3 };
  const found = Detector.restore(state);
  expect(found).toEqual({
    ok: false,
    reason:
      'The saved state of a detector has version 0, and this one reads 3: ' +
      'start a new detector, it learns again from the next readings on.',
  });
});
