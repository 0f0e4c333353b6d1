import type { Sample } from '../model/sample.ts';
import { blockChart, chartScale } from './block-chart.ts';
import type { ChartCell } from './chart-cells.ts';
import { formatTimeToSecond } from './format-time.ts';

/** When an alert fired, and when it was over; null: it still fired at the end. */
export type Firing = { readonly firedAtMs: number; readonly resolvedAtMs: number | null };

/** A series and what is drawn over it. `label` writes a value of the scale. */
export type FiringChart = {
  /** Oldest first. */
  readonly samples: readonly Sample[];
  /** Ends of lives. */
  readonly cliffs: readonly number[];
  readonly firings: readonly Firing[];
  readonly label: (value: number) => string;
};

const height = 6;

/**
 * ```
 *  48 MiB ┤      ▄█┊     ▄█
 *         │   ▄███ ┊  ▄████
 *  12 MiB ┤▁▄█████ ┊▁██████
 *         └───────▲━━━━━△──
 *          2026-11-20T10:00:00Z   2026-11-21T10:00:00Z
 * ```
 * A column is a stretch of time, `▲` where an alert fired, `━` while it did, `△` where it was over.
 * Nothing without two samples.
 */
export function firingChart(chart: FiringChart, width: number): string[] {
  const { samples, cliffs, firings, label } = chart;
  const fromMs = samples[0]?.atMs ?? 0;
  const untilMs = samples.at(-1)?.atMs ?? 0;
  if (untilMs <= fromMs || width < 8) return [];
  const columnOf = (atMs: number) =>
    Math.min(width - 1, Math.max(0, Math.floor(((atMs - fromMs) / (untilMs - fromMs)) * width)));
  const cells = cellsOf(samples, columnOf, width);
  const scale = chartScale(cells);
  for (const atMs of cliffs) if (atMs > fromMs && atMs <= untilMs) cells[columnOf(atMs)] = 'cliff';
  const edges = [label(scale.high), label(scale.low)];
  const margin = Math.max(...edges.map((edge) => edge.length));
  const rows = blockChart(cells, height, scale).map((row, i) => {
    const edge = i === 0 ? edges[0] : i === height - 1 ? edges[1] : undefined;
    return `${(edge ?? '').padStart(margin)} ${edge === undefined ? '│' : '┤'}${row.trimEnd()}`;
  });
  const [start, end] = [formatTimeToSecond(fromMs), formatTimeToSecond(untilMs)];
  const between = ' '.repeat(Math.max(2, width - start.length - end.length));
  const blank = ' '.repeat(margin);
  return [
    ...rows,
    `${blank} └${marks(firings, columnOf, width)}`,
    `${blank}  ${start}${between}${end}`,
  ];
}

/**
 * The highest value of each column. Where there are fewer samples than columns each is drawn until the
 * next one, unless that is missing: a gap stays empty.
 */
function cellsOf(
  samples: readonly Sample[],
  columnOf: (atMs: number) => number,
  width: number,
): ChartCell[] {
  const cells: ChartCell[] = Array.from({ length: width }, () => null);
  const step = medianStep(samples);
  for (const [i, { atMs, value }] of samples.entries()) {
    const next = samples[i + 1];
    const until = next !== undefined && next.atMs - atMs < 2.5 * step ? next.atMs : atMs;
    const last = Math.max(columnOf(atMs), columnOf(until) - 1);
    for (let column = columnOf(atMs); column <= last; column++) {
      const before = cells[column];
      cells[column] = typeof before === 'number' ? Math.max(before, value) : value;
    }
  }
  return cells;
}

function medianStep(samples: readonly Sample[]): number {
  const steps = samples.slice(1).map(({ atMs }, i) => atMs - (samples[i]?.atMs ?? atMs));
  return steps.sort((a, b) => a - b)[steps.length >> 1] ?? 0;
}

function marks(
  firings: readonly Firing[],
  columnOf: (atMs: number) => number,
  width: number,
): string {
  const row = Array.from({ length: width }, () => '─');
  for (const { firedAtMs, resolvedAtMs } of firings) {
    const last = resolvedAtMs === null ? width - 1 : columnOf(resolvedAtMs);
    for (let column = columnOf(firedAtMs); column <= last; column++) row[column] = '━';
    if (resolvedAtMs !== null) row[last] = '△';
  }
  // Where two alerts share a column, that one fired weighs more than that one was over.
  for (const { firedAtMs } of firings) row[columnOf(firedAtMs)] = '▲';
  return row.join('');
}
