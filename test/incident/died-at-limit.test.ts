import { expect, test } from 'vitest';
import { diedAtLimit } from '../../src/incident/died-at-limit.ts';

/** Looks each 250 ms at a process with a limit of 100 bytes, the last one at 0. */
function looks(values: readonly number[], limitBytes: number | null = 100) {
  return values.map((usedBytes, i) => ({
    atMs: (i - values.length + 1) * 250,
    startAtMs: -60_000,
    usedBytes,
    residentBytes: usedBytes,
    peakBytes: null,
    limitBytes,
  }));
}

test.each<[string, readonly number[], number, boolean]>([
  ['it stood at its limit', [95, 95, 95, 95], 250, true],
  ['it stood at its limit, and nobody looked for long', [95, 95, 95, 95], 60_000, false],
  ['it rose so fast that it was there before the next look', [40, 50, 60, 70, 80], 1000, true],
  ['it rose, and was gone before it could be there', [40, 50, 60, 70, 80], 250, false],
  ['it rose slowly', [60, 61, 62, 63, 64], 1000, false],
  ['it fell', [80, 70, 60, 50, 40], 1000, false],
  ['it rose fast, and nobody looked for long', [40, 50, 60, 70, 80], 6000, false],
  ['nothing was seen', [], 250, false],
])('%s', (_, values, goneAtMs, died) => {
  expect(diedAtLimit(looks(values), goneAtMs)).toBe(died);
});

test('who has no limit does not die of it', () => {
  expect(diedAtLimit(looks([95, 95, 95, 95], null), 250)).toBe(false);
});
