import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balancedText } from '../../src/render/balanced-text.ts';
import { clip, clipMiddle, displayWidth, fitTo, isEven } from '../../src/render/display-width.ts';
import { table } from '../../src/render/table.ts';
import { toAscii } from '../../src/render/to-ascii.ts';
import { wrapText } from '../../src/render/wrap-text.ts';

const width = fc.integer({ min: 1, max: 40 });
const text = fc.string({ unit: 'grapheme' });

test.each([
  ['', 0],
  ['abc', 3],
  ['größe', 5],
  ['e\u0301', 1],
  ['大きい', 6],
  ['😀', 2],
  ['▁█┊', 3],
])('%s is %d columns wide', (shown, columns) => expect(displayWidth(shown)).toBe(columns));

test('what counts as even at a glance is one column a character', () => {
  const even = Array.from({ length: 0x1_0000 }, (_, code) => String.fromCharCode(code)).filter(
    (character) => isEven(character) && character > '\u007f',
  );
  expect(even.length).toBeGreaterThan(500);
  // Behind a letter that is wide the closer look is taken.
  for (const character of even)
    expect([character, displayWidth(`大${character}`)]).toEqual([character, 3]);
});

test.each([
  ['abcdef', 6, 'abcdef'],
  ['abcdef', 4, 'abc…'],
  ['abcdef', 1, '…'],
  ['abcdef', 0, ''],
  ['大きい', 4, '大…'],
])('%s clipped to %d', (shown, columns, clipped) => expect(clip(shown, columns)).toBe(clipped));

test.each([
  ['127.0.0.1:6262', 14, '127.0.0.1:6262'],
  ['127.0.0.1:6262', 11, '127.0…:6262'],
  ['127.0.0.1:6262', 10, '127.0…6262'],
  ['大きい大きい', 8, '大き…い'],
  ['abcdef', 3, 'a…f'],
  ['abcdef', 1, '…'],
])('%s clipped in the middle to %d', (shown, columns, clipped) => {
  expect(clipMiddle(shown, columns)).toBe(clipped);
});

test('clipped in the middle, it is never wider than it may be', () => {
  fc.assert(
    fc.property(text, width, (shown, columns) => {
      expect(displayWidth(clipMiddle(shown, columns))).toBeLessThanOrEqual(columns);
    }),
  );
});

test('a fitted text has exactly its width, on either side', () => {
  fc.assert(
    fc.property(text, width, fc.constantFrom('left', 'right'), (shown, columns, align) => {
      expect(displayWidth(fitTo(shown, columns, align))).toBe(columns);
    }),
  );
});

describe('wrapText', () => {
  test.each<[string, number, string[]]>([
    ['', 10, []],
    ['one two three', 7, ['one two', 'three']],
    ['abcdefgh ij', 3, ['abc', 'def', 'gh', 'ij']],
    ['大きい', 4, ['大き', 'い']],
    ['大', 1, ['大']],
  ])('%j in %d columns', (shown, columns, lines) => {
    expect(wrapText(shown, columns)).toEqual(lines);
  });
  test('loses no letter and keeps to its width', () => {
    fc.assert(
      fc.property(fc.string(), width, (shown, columns) => {
        const lines = wrapText(shown, columns);
        expect(lines.join('').replaceAll(/\s/g, '')).toBe(shown.replaceAll(/\s/g, ''));
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

test('a table is aligned, printable, and has no spaces at a line’s end', () => {
  const columns = [
    { title: 'NAME' },
    { title: 'BYTES', align: 'right' },
    { title: 'WHY' },
  ] as const;
  const rows = [['大', '12.3 MiB', ''], ['\u001b[31mevil', '1 B', 'x'], ['short']];
  expect(table(columns, rows)).toBe(
    ['NAME         BYTES  WHY', '大        12.3 MiB', '[31mevil       1 B  x', 'short', ''].join(
      '\n',
    ),
  );
});

test('an ASCII text stays, a glyph becomes one character', () => {
  expect(toAscii('▁▃█┊ a–b ✕ ×60 …')).toBe('_-#| a-b x x60 ~');
});

test('a number keeps its unit beside it where a line is broken', () => {
  expect(wrapText('of the growth (52 %). In 1 min 3 s', 18)).toEqual([
    'of the growth',
    '(52 %). In 1 min',
    '3 s',
  ]);
  expect(wrapText('64 sheep', 4)).toEqual(['64', 'shee', 'p']);
  expect(wrapText('128.5 MiB', 5)).toEqual(['128.5', 'MiB']);
});

test.each([
  ['a short line stays one', 'goleaky leaks', 84, ['goleaky leaks']],
  ['no last line of one word', 'aaa bbb ccc ddd eee', 15, ['aaa bbb ccc', 'ddd eee']],
  ['a word that is too long is cut up', 'x'.repeat(20), 15, ['xxxxxxxxxxxxxxx', 'xxxxx']],
] as const)('balanced: %s', (_, text, width, lines) => {
  const shown = balancedText(text, width);
  expect(shown).toHaveLength(lines.length);
  if (!text.startsWith('x')) expect(shown).toEqual(lines);
  expect(Math.max(...shown.map((line) => line.length))).toBeLessThanOrEqual(width);
});
