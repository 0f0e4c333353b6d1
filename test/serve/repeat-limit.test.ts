import { expect, test } from 'vitest';
import { RepeatLimit } from '../../src/serve/repeat-limit.ts';

/** What comes out: `a` when it passes, `a×2` when its repeats are told. */
function check(said: readonly (readonly [text: string, atSeconds: number])[], out: string) {
  const limit = new RepeatLimit<string>();
  const told: string[] = [];
  for (const [text, atSeconds] of said) {
    const { passes, over } = limit.say(text, text, atSeconds * 1000);
    told.push(...over.map(({ said: before, times }) => `${before}×${times}`));
    if (passes) told.push(text);
  }
  told.push('|', ...limit.flush().map(({ said: before, times }) => `${before}×${times}`));
  expect(told.join(' ')).toBe(out);
}

test.each<[string, [string, number][], string]>([
  ['once', [['a', 0]], 'a |'],
  [
    'different ones',
    [
      ['a', 0],
      ['b', 0],
      ['c', 1],
    ],
    'a b c |',
  ],
  [
    'the same within a minute',
    [
      ['a', 0],
      ['a', 1],
      ['a', 59],
    ],
    'a | a×2',
  ],
  [
    'the same after a minute',
    [
      ['a', 0],
      ['a', 60],
    ],
    'a a |',
  ],
  [
    'repeats are told when the minute is over',
    [
      ['a', 0],
      ['a', 30],
      ['a', 61],
    ],
    'a a×1 a |',
  ],
  [
    '… by whatever comes next',
    [
      ['a', 0],
      ['a', 30],
      ['b', 61],
    ],
    'a a×1 b |',
  ],
  [
    'a window does not slide',
    [
      ['a', 0],
      ['a', 50],
      ['a', 70],
      ['a', 100],
    ],
    'a a×1 a | a×1',
  ],
])('%s', (_, said, out) => check(said, out));

test('memory is bounded, whatever is said', () => {
  const limit = new RepeatLimit<number>();
  const passed = Array.from({ length: 20_000 }, (_, i) => limit.say(`${i}`, i, 0).passes);
  expect(passed.every(Boolean)).toBe(true);
  // The newest are still known, the oldest are not.
  expect(limit.say('19999', 0, 0).passes).toBe(false);
  expect(limit.say('0', 0, 0).passes).toBe(true);
});
