import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonLine } from '../../src/render/json-line.ts';
import { printable, printableLines } from '../../src/render/printable.ts';

const dangerous = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;

/** Any text, with what a terminal obeys more often than chance would have it. */
const hostile = fc
  .array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u001b[2J', '\u009b', '\u202e')))
  .map((parts) => parts.join(''));

test.each([
  ['plain', 'repo.SaveReport', 'repo.SaveReport'],
  ['a colour', '\u001b[31mred\u001b[0m', '[31mred[0m'],
  ['a window title', '\u001b]0;owned\u0007x', ']0;ownedx'],
  ['an eight-bit CSI', '\u009b2Jx', '2Jx'],
  ['line breaks', 'a\r\nb\tc', 'a b c'],
  ['a line separator', 'a\u2028b', 'a b'],
  ['turned writing', 'a\u202eb', 'ab'],
  ['a lone surrogate', 'a\ud800b', 'a\ufffdb'],
  ['letters of any script', 'größe 大 😀', 'größe 大 😀'],
])('%s', (_name, text, shown) => expect(printable(text)).toBe(shown));

test('nothing that a terminal obeys gets through, and twice is once', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(printable(text)).not.toMatch(dangerous);
      expect(printable(printable(text))).toBe(printable(text));
    }),
  );
});

test('of a whole report lines and columns stay', () => {
  expect(printableLines('a\u001b[2J\n\tb\r\u202ec\n')).toBe('a[2J\n\tbc\n');
  fc.assert(
    fc.property(hostile, (text) => {
      expect(printableLines(text).replaceAll(/[\n\t\p{Zl}\p{Zp}]/gu, '')).not.toMatch(dangerous);
    }),
  );
});

test('a JSON line is exact, and holds nothing that a terminal obeys', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const line = jsonLine({ [text]: text });
      expect(line).not.toMatch(dangerous);
      expect(JSON.parse(line)).toEqual({ [text]: text });
    }),
  );
});
