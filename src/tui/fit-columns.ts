import { displayWidth } from '../render/display-width.ts';
import type { Row } from '../render/urgency.ts';
import type { FleetColumn } from './fleet-columns.ts';

/** A column with the width that it was given. */
export type Fitted = { readonly column: FleetColumn; readonly width: number };

/** Between two columns. */
const gap = 1;

/**
 * Leaves out the columns in which no row has anything, drops others until the rest fits `width`, then
 * hands out what is left over, a column at a time: first to the texts, until they can be read, then to the others.
 */
export function fitColumns(
  columns: readonly FleetColumn[],
  rows: readonly Row[],
  width: number,
): Fitted[] {
  const wanted = columns.filter(({ has }) => has === undefined || rows.some(has));
  const widestOf = (text: (row: Row) => string) =>
    rows.reduce((most, row) => Math.max(most, displayWidth(text(row))), 0);
  let kept = wanted.map((column) => {
    const { min, text, whole } = column;
    const widest = text === undefined ? 0 : widestOf(text);
    const least = whole === undefined ? min : Math.max(min, Math.min(whole, widest));
    return { column, least, widest };
  });
  const needed = () => kept.reduce((sum, { least }) => sum + least + gap, -gap);
  while (needed() > width && kept.some(({ column }) => column.drop > 0)) {
    const worst = Math.max(...kept.map(({ column }) => column.drop));
    kept = kept.filter(({ column }) => column.drop !== worst);
  }
  const named = kept.map(({ column, least, widest }) =>
    column.text === undefined ? least : Math.max(least, Math.min(column.max, widest)),
  );
  const most = kept.map(({ column }, i) =>
    column.text === undefined ? column.max : (named[i] ?? 0),
  );
  const least = kept.map((one) => one.least);
  const readable = grow(least, named, width - needed());
  const { widths } = grow(readable.widths, most, readable.left);
  return kept.map(({ column }, i) => ({ column, width: widths[i] ?? column.min }));
}

/** Widths that share what is left, a column at a time, none past its `most`. */
function grow(from: readonly number[], most: readonly number[], extra: number) {
  const widths = [...from];
  let left = extra;
  while (left > 0 && widths.some((width, i) => width < (most[i] ?? 0))) {
    for (const [i, width] of widths.entries()) {
      if (left === 0 || width >= (most[i] ?? 0)) continue;
      widths[i] = width + 1;
      left--;
    }
  }
  return { widths, left };
}
