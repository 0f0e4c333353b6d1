import { unitOf } from '../model/signal.ts';
import type { TargetSnapshot } from '../model/snapshot.ts';
import { floorsOf, lifeEndTimesOf } from '../model/timeline.ts';
import { blockChart, chartScale } from '../render/block-chart.ts';
import { type ChartCell, chartCells } from '../render/chart-cells.ts';
import { fitTo } from '../render/display-width.ts';
import { formatBytes } from '../render/format-bytes.ts';
import { formatCount } from '../render/format-count.ts';
import { formatDuration } from '../render/format-duration.ts';
import { type Line, type Span, span } from './line.ts';
import { markCliffs } from './targets-table.ts';
import { glyphs, type Tone } from './theme.ts';

/** Wide enough for `1023.9 MiB`. */
const labelWidth = 10;

/**
 * The floor of a target's signal as a chart of `height` rows with its scale at the left and its span
 * below; nothing before there are two floors.
 */
export function floorChart(
  { timeline }: TargetSnapshot,
  width: number,
  height: number,
  tone: Tone,
): Line[] {
  const floors = floorsOf(timeline);
  const cliffs = lifeEndTimesOf(timeline);
  const [first] = floors;
  const last = floors.at(-1);
  const plotWidth = width - labelWidth - 3;
  if (first === undefined || last === undefined || floors.length < 2 || plotWidth < 10) return [];
  const cells = stretch(chartCells(floors, cliffs, plotWidth), plotWidth);
  const scale = chartScale(cells);
  const signal = timeline?.signal ?? 'value';
  const isBytes = signal !== 'value' && unitOf(signal) === 'bytes';
  const label = (value: number) => (isBytes ? formatBytes(value) : formatCount(value));
  const rows = blockChart(cells, height, scale).map((row, i) => {
    const edge = i === 0 ? label(scale.high) : i === height - 1 ? label(scale.low) : '';
    return [...axis(edge), ...markCliffs(row, tone)];
  });
  const spanText = `${formatDuration(Math.round((last.atMs - first.atMs) / 1000))} of ${signal}`;
  const ends = cliffs.filter((atMs) => atMs > first.atMs && atMs <= last.atMs).length;
  const note = ends === 0 ? '' : `, ${ends} ${ends === 1 ? 'end' : 'ends'} of a life (┊)`;
  return [...rows, [span(`${' '.repeat(labelWidth + 3)}${spanText}${note}`, 'dim')]];
}

/** Fewer cells than columns: each is drawn several columns wide, but a cliff only once. */
function stretch(cells: readonly ChartCell[], width: number): ChartCell[] {
  const marks = cells.filter((cell) => cell === 'cliff').length;
  const values = cells.length - marks;
  const times = (width - marks) / values;
  if (times <= 1) return [...cells];
  let before = 0;
  return cells.flatMap((cell): ChartCell[] => {
    if (cell === 'cliff') return [cell];
    before++;
    const columns = Math.floor(before * times) - Math.floor((before - 1) * times);
    return Array.from({ length: columns }, () => cell);
  });
}

function axis(label: string): Span[] {
  const mark = label === '' ? glyphs.side : glyphs.axis;
  return [span(`${fitTo(label, labelWidth, 'right')} ${mark} `, 'dim')];
}
