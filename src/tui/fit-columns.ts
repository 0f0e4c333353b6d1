import { displayWidth } from '../render/display-width.ts';
import type { Row } from '../render/urgency.ts';
import type { ColumnContext, FleetColumn } from './fleet-columns.ts';

/** A column with the width that it was given. */
export type Fitted = { readonly column: FleetColumn; readonly width: number };

/** Between two columns. */
const gap = 1;

/**
 * Leaves out the columns in which no row has anything, keeps those that fit `width`, the least `drop` first, then
 * hands out what is left over, a column at a time: first to the texts, until they can be read, then to the others.
 * `names` are the texts of the first column: a row's own is not all that stands there.
 */
export function fitColumns(
  columns: readonly FleetColumn[],
  rows: readonly Row[],
  names: readonly string[],
  about: ColumnContext,
  width: number,
): Fitted[] {
  const wanted = columns.filter(({ has }) => has === undefined || rows.some(has));
  const widestOf = (texts: readonly string[]) =>
    texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);
  const all = wanted.map((column, i) => {
    const { min, text, whole } = column;
    const widest =
      i === 0
        ? widestOf(names)
        : text === undefined
          ? 0
          : widestOf(rows.map((row) => text(row, about)));
    const least = whole === undefined ? min : Math.max(min, Math.min(whole, widest));
    return { column, least, widest };
  });
  const needed = () => kept.reduce((sum, { least }) => sum + least + gap, -gap);
  let kept = all.filter(({ column }) => column.drop === 0);
  for (const one of all.toSorted((a, b) => a.column.drop - b.column.drop)) {
    const isFit = needed() + gap + one.least <= width;
    if (isFit && !kept.includes(one))
      kept = all.filter((other) => other === one || kept.includes(other));
  }
  const named = kept.map(({ column, least, widest }) =>
    column.text === undefined ? least : Math.max(least, Math.min(column.max, widest)),
  );
  const most = kept.map(({ column }, i) =>
    column.text === undefined ? column.max : (named[i] ?? 0),
  );
  const least = kept.map((one) => one.least);
  const atOnce = named.map((wish, i) =>
    kept[i]?.column.isAtOnce === true ? (least[i] ?? wish) : wish,
  );
  const readable = grow(least, atOnce, width - needed());
  // Half of such a text is not shown: it has all that it asks for, or none.
  for (const [i, wish] of named.entries()) {
    const missing = wish - (readable.widths[i] ?? wish);
    if (kept[i]?.column.isAtOnce !== true) continue;
    if (missing > readable.left) most[i] = least[i] ?? wish;
    else {
      readable.widths[i] = wish;
      readable.left -= missing;
    }
  }
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
