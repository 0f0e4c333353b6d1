import { expect, test } from 'vitest';
import { formatGateFigure } from '../../src/render/format-gate-figure.ts';

test.each([
  ['growth', 138_170_489, 'heapLive', '131.8 MiB'],
  ['precedent', -30_492_352, 'rss', '-29.1 MiB'],
  ['growth', 1_234, 'goroutines', '1 234'],
  ['growth', 1_234, null, '1 234'],
  ['duration', 31, 'heapLive', '31 min'],
  ['horizon', 10_080, 'heapLive', '7 d'],
  ['horizon', Number.POSITIVE_INFINITY, 'heapLive', 'none'],
  ['significance', 7.5612, 'heapLive', '7.56'],
  ['lineOverSteps', 0.02134, 'heapLive', '0.021'],
  ['teeth', 2, 'value', '2'],
] as const)('%s %d of %s: %s', (name, value, signal, text) => {
  expect(formatGateFigure(name, value, { signal })).toBe(text);
});

test('times are real ones, however fast the clock of the rule runs', () => {
  const fast = { signal: 'heapLive', timeScale: 60 } as const;
  expect(formatGateFigure('duration', 34, fast)).toBe('34 s');
  expect(formatGateFigure('horizon', 10_080, fast)).toBe('2 h 48 min');
  expect(formatGateFigure('teeth', 2, fast)).toBe('2');
});

test('of a share a level is a part of it, and no number of bytes', () => {
  const verdict = { signal: 'heapLive' } as const;
  expect(formatGateFigure('growth', 0.44, verdict, 'share')).toBe('44 %');
  expect(formatGateFigure('duration', 31, verdict, 'share')).toBe('31 min');
});
