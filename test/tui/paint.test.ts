import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitLine, type Line, span } from '../../src/tui/line.ts';
import { paint } from '../../src/tui/paint.ts';
import type { Tone } from '../../src/tui/theme.ts';

const theme = { colour: true, unicode: true };
const tones: Tone[] = ['plain', 'dim', 'strong', 'good', 'bad', 'badge'];

const esc = String.fromCharCode(27);
const pieces = new RegExp(`${esc}\\[[?\\d;]*[A-Za-z]|[^${esc}]`, 'gu');
const sequence = new RegExp(`^${esc}\\[([?\\d;]*)([A-Za-z])$`);

type Shown = { readonly cells: string[][]; row: number; column: number; style: string };

/** A terminal that knows what `paint` writes: what stands in each cell, with the style that it was written in. */
function terminal(columns: number, rows: number): Shown & { write: (text: string) => void } {
  const cells = Array.from({ length: rows }, () => Array.from({ length: columns }, () => ''));
  const shown = { cells, row: 0, column: 0, style: '' };
  const write = (text: string) => {
    for (const [part] of text.matchAll(pieces)) take(shown, part);
  };
  return Object.assign(shown, { write });
}

function take(shown: Shown, part: string): void {
  const [, numbers = '', command = ''] = sequence.exec(part) ?? [];
  if (command === 'm') shown.style = numbers === '0' ? '' : numbers;
  else if (command === 'J') for (const line of shown.cells) line.fill('');
  else if (command === 'H') {
    const [row = 1, column = 1] = numbers.split(';').map((one) => Number(one || 1));
    Object.assign(shown, { row: row - 1, column: column - 1 });
  } else if (command === '') print(shown, part);
}

/** Of a blank only what fills it is seen. */
function print(shown: Shown, part: string): void {
  const isSeen = part !== ' ' || shown.style.includes('7');
  (shown.cells[shown.row] as string[])[shown.column] = isSeen ? `${part} ${shown.style}` : '';
  shown.column++;
}

const lines = fc.array(
  fc.array(
    fc.record({ text: fc.stringMatching(/^[ab ▁]{0,6}$/), tone: fc.constantFrom(...tones) }),
    {
      maxLength: 5,
    },
  ),
  { minLength: 4, maxLength: 4 },
);

test('a screen that is changed shows what one that is drawn anew shows', () => {
  fc.assert(
    fc.property(lines, lines, (one, other) => {
      const whole = (of: readonly Line[]) => of.map((line) => fitLine(line, 12));
      const [changed, fresh] = [terminal(12, 4), terminal(12, 4)];
      changed.write(paint(null, whole(one), theme));
      changed.write(paint(whole(one), whole(other), theme));
      fresh.write(paint(null, whole(other), theme));
      expect(changed.cells).toEqual(fresh.cells);
    }),
  );
});

test('only what differs is written', () => {
  const before = [[span('level 10.0 MiB  '), span('firing', 'bad')]];
  const after = [[span('level 10.5 MiB  '), span('firing', 'bad')]];
  expect(paint(before, after, theme)).toBe('\u001b[?2026h\u001b[1;10H5\u001b[H\u001b[?2026l');
  expect(paint(after, [[...(after[0] ?? [])]], theme)).toBe('');
});

test('a line with letters of two columns is written whole', () => {
  expect(paint([[span('漢a')]], [[span('漢b')]], theme)).toContain('\u001b[1;1H漢b');
});

test('without unicode every letter is ASCII, without colour no tone has one', () => {
  const text = paint(null, [[span('▲⠢┊', 'bad')]], { colour: false, unicode: false });
  expect(text).not.toMatch(/\P{ASCII}/u);
  expect(text).toContain('\u001b[1m!');
});
