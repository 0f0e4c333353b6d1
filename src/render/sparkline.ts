import type { Sample } from '../model/sample.ts';
import { blockChart } from './block-chart.ts';
import { chartCells } from './chart-cells.ts';

/** A series in one line, newest at the right edge, exactly `width` columns: `  ▁▂▃▅▆█┊▁▂▄▅▇`. */
export function sparkline(
  samples: readonly Sample[],
  cliffs: readonly number[],
  width: number,
): string {
  const [line = ''] = blockChart(chartCells(samples, cliffs, width), 1);
  return line.padStart(width);
}
