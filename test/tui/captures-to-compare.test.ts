import { expect, test } from 'vitest';
import type { Capture } from '../../src/model/capture.ts';
import { capturesToCompare } from '../../src/tui/captures-to-compare.ts';
import { capture, target } from '../support/snapshots.ts';

const of = target('w', 'i');
const at = (age: number, over: Partial<Capture> = {}) => ({
  ...capture(of, 'manual', age),
  ...over,
});

test.each<[name: string, captures: Capture[], ids: string[]]>([
  ['nothing of nothing', [], []],
  ['heaps, oldest first', [at(3), at(9)], ['c9', 'c3']],
  ['of the newest life alone', [at(90, { lifeStartAtMs: 0 }), at(9), at(3)], ['c9', 'c3']],
  ['of one gc mode, the one with more', [at(9, { gc: false }), at(8), at(3)], ['c8', 'c3']],
  [
    'heaps rather than goroutines',
    [...[9, 8, 7].map((age) => at(age, { kind: 'goroutine' })), at(6), at(5)],
    ['c6', 'c5'],
  ],
  [
    'goroutines where there is one heap',
    [...[9, 8].map((age) => at(age, { kind: 'goroutine' })), at(6)],
    ['c9', 'c8'],
  ],
])('%s', (_name, captures, ids) => {
  expect(capturesToCompare(captures).map(({ id }) => id)).toEqual(ids);
});
