import type { Row } from '../render/urgency.ts';
import { besides, type Line, span } from './line.ts';
import type { Picture } from './picture.ts';
import { type Section, stackSections } from './section.ts';
import { targetChart, wholeWindow } from './target-chart.ts';
import {
  headSections,
  incidentSections,
  proofSections,
  recordSections,
  stackSection,
  whySections,
} from './target-sections.ts';
import { glyphs } from './theme.ts';

/** From here on the verdict and the incident stand side by side. */
const twoColumnsFrom = 150;

/** What a chart needs to be more than a stripe, and more than which is a waste beside a table; of a large pane, a part of it. */
const chartHeight = { wanted: 10, most: 22, shareOfLarge: 0.5 };

/**
 * What is known of the selected target, in at most `height` lines of `width` columns: what matters least is left
 * out first, and a chart takes what is left.
 */
export function summaryPane(row: Row, picture: Picture, width: number, height: number): Line[] {
  const { atMs } = picture.snapshot;
  if (width < twoColumnsFrom || row.incident === null) {
    const inner = width - 2;
    const first = [
      ...headSections(row, atMs, inner),
      ...incidentSections(row, atMs, inner),
      ...whySections(row, atMs, inner, height),
      ...stackSection(row, inner),
    ];
    const rest = [...proofSections(row, atMs, inner), ...recordSections(row, picture, inner)];
    const sections = [...first, ...withChart(row, atMs, first, rest, inner, height)];
    return stackSections(sections, height).map((line) => [span(' '), ...line]);
  }
  const half = Math.floor((width - 5) / 2);
  const other = width - 5 - half;
  const head = [...headSections(row, atMs, half), ...whySections(row, atMs, half, height)];
  const left = [
    ...head,
    ...withChart(row, atMs, head, proofSections(row, atMs, half), half, height),
  ];
  const right = [
    ...incidentSections(row, atMs, other),
    ...stackSection(row, other),
    ...recordSections(row, picture, other),
  ];
  const gap = span(` ${glyphs.side} `, 'dim');
  const lines = besides(stackSections(left, height), stackSections(right, height), half, gap);
  return lines.map((line) => [span(' '), ...line]);
}

/** The chart before the rest, in the room that both leave, else in what the first leave. */
function withChart(
  row: Row,
  atMs: number,
  first: readonly Section[],
  rest: readonly Section[],
  width: number,
  height: number,
): Section[] {
  const free = height - taken(first);
  const most = Math.max(chartHeight.most, Math.floor(chartHeight.shareOfLarge * height));
  const wanted = Math.min(most, Math.max(chartHeight.wanted, free - taken(rest)));
  const chart = targetChart(row, wholeWindow, atMs, width, Math.min(free, wanted));
  const lines = chart?.lines ?? [];
  return [{ priority: 5, least: lines.length, lines }, ...rest];
}

/** Lines of sections; the empty ones between them give way. */
function taken(sections: readonly Section[]): number {
  return sections.reduce((sum, { lines }) => sum + lines.length, 0);
}
