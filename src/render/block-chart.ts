import type { ChartCell } from './chart-cells.ts';

const eighths = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** What stands in a chart's column where a life ended. */
export const cliffGlyph = '┊';

/**
 * ```
 * 48 ┤      ▄█┊     ▄█
 *    │   ▄███ ┊  ▄████
 * 12 ┤▁▄█████ ┊▁██████
 * ```
 * Columns of block glyphs, eight levels a row, top row first; every row as long as there are cells.
 * The scale runs from `low` to `high`: by default the smallest and largest cell, widened so that a
 * ripple of a few percent of the level stays a ripple.
 */
export function blockChart(
  cells: readonly ChartCell[],
  height: number,
  scale: ChartScale = chartScale(cells),
): string[] {
  const levels = cells.map((cell) => levelOf(cell, height, scale));
  return Array.from({ length: height }, (_, row) =>
    levels.map((level) => glyph(level, height - 1 - row)).join(''),
  );
}

/** The values at a chart's bottom and top edge, in the series' unit. */
type ChartScale = { readonly low: number; readonly high: number };

/** The scale of a chart: its range, but at least a fifth of its highest value. */
function chartScale(cells: readonly ChartCell[]): ChartScale {
  const values = cells.filter((cell) => typeof cell === 'number');
  if (values.length === 0) return { low: 0, high: 1 };
  const low = Math.min(...values);
  const high = Math.max(...values);
  return { low, high: Math.max(high, low + 0.2 * Math.abs(high), low + Number.MIN_VALUE) };
}

/** How many eighths of a row a cell fills: at least one, so that the lowest value is seen. */
function levelOf(cell: ChartCell, height: number, { low, high }: ChartScale): number | 'cliff' {
  if (cell === null) return 0;
  if (cell === 'cliff') return 'cliff';
  const share = Math.min(1, Math.max(0, (cell - low) / (high - low)));
  return 1 + Math.round(share * (height * 8 - 1));
}

function glyph(level: number | 'cliff', rowFromBottom: number): string {
  if (level === 'cliff') return cliffGlyph;
  return eighths[Math.min(8, Math.max(0, level - rowFromBottom * 8))] ?? ' ';
}
