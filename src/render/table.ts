import { displayWidth, fitTo } from './display-width.ts';
import { printable } from './printable.ts';

/** One column: its title, and on which side its cells are flush. */
export type Column = { readonly title: string; readonly align?: 'left' | 'right' };

/**
 * Aligned columns, two spaces apart, the titles first, one line a row, no spaces at a line's end.
 * Every cell is made printable; a missing one is empty.
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const titles = columns.map(({ title }) => title);
  const lines = [titles, ...rows.map((row) => columns.map((_, i) => printable(row[i] ?? '')))];
  const widths = columns.map((_, i) =>
    Math.max(...lines.map((cells) => displayWidth(cells[i] ?? ''))),
  );
  const cell = (text: string, i: number) => fitTo(text, widths[i] ?? 0, columns[i]?.align);
  return lines.map((cells) => `${cells.map(cell).join('  ').trimEnd()}\n`).join('');
}
