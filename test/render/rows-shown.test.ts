import { expect, test } from 'vitest';
import { rowsShown } from '../../src/render/rows-shown.ts';
import { culprit } from '../support/diff.ts';

const rows = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ function: name, flat: 1, cum: 1 }));
const frame = { function: 'd', file: 'd.go', line: 3, inline: false };

test.each([
  ['who is among them is marked where it stands', [culprit('b', 'likely')], ['a', 'b culprit']],
  ['who is further down comes too', [culprit('e', 'confirmed')], ['a', 'b', '… e culprit']],
  [
    'all who are accused',
    [culprit('c', 'confirmed'), culprit('e', 'confirmed')],
    ['a', 'b', 'c culprit', '… e culprit'],
  ],
  ['a guess is called one', [culprit('a', 'not-enough-evidence')], ['a best guess', 'b']],
  [
    'a second guess is nobody',
    [culprit('a', 'likely'), culprit('e', 'not-enough-evidence')],
    ['a culprit', 'b'],
  ],
  [
    'a closure has a row of its own name',
    [culprit('d.func1', 'likely', { file: 'd.go', line: 3, stack: [frame] })],
    ['a', 'b', '… d culprit'],
  ],
  ['nobody is named', [], ['a', 'b']],
] as const)('%s', (_, culprits, expected) => {
  const shown = rowsShown(rows, 2, culprits);
  const texts = shown.map(({ function: name, is, isFurther }) =>
    [isFurther ? '…' : '', name, is ?? ''].join(' ').trim(),
  );
  expect(texts).toEqual(expected);
});
