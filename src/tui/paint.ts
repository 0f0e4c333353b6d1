import { displayWidth, isEven } from '../render/display-width.ts';
import { toAscii } from '../render/to-ascii.ts';
import type { Line } from './line.ts';
import { type Theme, type Tone, toneCode } from './theme.ts';

const csi = '\u001b[';
/** A terminal that knows these shows what stands between the two at once; others pass over them. */
const together = { begin: `${csi}?2026h`, end: `${csi}?2026l` };

/**
 * What has to be written to a terminal that shows `before` so that it shows `after`, each line as wide as the
 * screen; `before` null: nobody knows what it shows, or it has another size. Of a line that differs what stands
 * from its first differing column to its last is written, so a second in which the clock moves costs fifty bytes.
 */
export function paint(
  before: readonly Line[] | null,
  after: readonly Line[],
  theme: Theme,
): string {
  if (before === null) {
    const lines = after.map((line, row) => write(cellsOf(line), row, 0, theme));
    return `${together.begin}${csi}0m${csi}2J${lines.join('')}${csi}H${together.end}`;
  }
  const lines = after.map((line, row) => change(before[row] ?? [], line, row, theme)).join('');
  // The cursor rests where nothing that others write to the terminal can scroll it.
  return lines === '' ? '' : `${together.begin}${lines}${csi}H${together.end}`;
}

/** One column of a line. */
type Cell = { readonly character: string; readonly tone: Tone };

function change(before: Line, after: Line, row: number, theme: Theme): string {
  if (isAlike(before, after)) return '';
  const [old, cells] = [cellsOf(before), cellsOf(after)];
  let first = 0;
  const shorter = Math.min(old.length, cells.length);
  while (first < shorter && isSame(old[first], cells[first])) first++;
  if (first === cells.length && old.length === cells.length) return '';
  // Letters of two columns or of none: what stands behind them is in no known column.
  if (isUneven(before) || isUneven(after)) return write(cells, row, 0, theme);
  let last = cells.length - 1;
  if (old.length === cells.length) while (last > first && isSame(old[last], cells[last])) last--;
  return write(cells.slice(first, last + 1), row, first, theme);
}

/** The quick look: most lines are made anew and say the same. */
function isAlike(before: Line, after: Line): boolean {
  if (before.length !== after.length) return false;
  return after.every(({ text, tone }, i) => before[i]?.text === text && before[i]?.tone === tone);
}

/** What is shown now is what was new a frame before. */
const known = new WeakMap<Line, readonly Cell[]>();

function cellsOf(line: Line): readonly Cell[] {
  const cells =
    known.get(line) ??
    line.flatMap(({ text, tone }) => Array.from(text, (character) => ({ character, tone })));
  known.set(line, cells);
  return cells;
}

function isSame(one: Cell | undefined, other: Cell | undefined): boolean {
  if (one?.character !== other?.character) return false;
  // Of a blank only the inverse ones can be told apart.
  return (
    one?.tone === other?.tone || (one?.character === ' ' && !isFilled(one) && !isFilled(other))
  );
}

function isFilled(cell: Cell | undefined): boolean {
  return cell?.tone === 'badge';
}

function isUneven(line: Line): boolean {
  return line.some(({ text }) => !isEven(text) && displayWidth(text) !== Array.from(text).length);
}

/** The cells at their place; the terminal's style is plain before and after. */
function write(cells: readonly Cell[], row: number, column: number, theme: Theme): string {
  let text = `${csi}${row + 1};${column + 1}H`;
  let tone: Tone = 'plain';
  for (const cell of cells) {
    const wanted = toneFor(cell, tone);
    if (wanted !== tone) text += switchTo(tone, wanted, theme);
    tone = wanted;
    text += theme.unicode ? cell.character : toAscii(cell.character);
  }
  return text + switchTo(tone, 'plain', theme);
}

/** A blank looks the same in every tone that fills nothing. */
function toneFor(cell: Cell, now: Tone): Tone {
  return cell.character === ' ' && now !== 'badge' && !isFilled(cell) ? now : cell.tone;
}

function switchTo(from: Tone, to: Tone, theme: Theme): string {
  const [old, code] = [toneCode(from, theme), toneCode(to, theme)];
  if (old === code) return '';
  const reset = old === '' ? '' : `${csi}0m`;
  return code === '' ? reset : `${reset}${csi}${code}m`;
}
