import { expect, test } from 'vitest';
import type { Deps } from '../../src/watch/deps.ts';
import { newFlight, noteTook, usualTookMs } from '../../src/watch/flight.ts';

test.each([
  { took: [], usual: 0 },
  { took: [40], usual: 40 },
  { took: [300, 12], usual: 12 },
  { took: [10, 303, 12], usual: 12 },
  // A target that is slow for good is known as such by its second slow capture.
  { took: [10, 12, 300, 310], usual: 300 },
  { took: [900, 10, 11, 12], usual: 11 },
])('captures that took $took ms take $usual', ({ took, usual }) => {
  const flight = newFlight({} as Deps);
  for (const tookMs of took) noteTook(flight, tookMs);
  expect(usualTookMs(flight)).toBe(usual);
});
