import { type Row, rowsOf } from '../render/urgency.ts';
import type { Body } from './body.ts';
import { eventStrip } from './event-strip.ts';
import { besides, fitLines, type Line, span } from './line.ts';
import type { Picture } from './picture.ts';
import { instanceOf, workloadOf } from './row-names.ts';
import { stackSections } from './section.ts';
import { nothingShown, type Shown } from './shown.ts';
import { targetChart } from './target-chart.ts';
import {
  headSections,
  incidentSections,
  proofSections,
  recordSections,
} from './target-sections.ts';
import { glyphs } from './theme.ts';
import { titleRule } from './title-rule.ts';
import type { Screen } from './view.ts';

/** From here on the evidence stands beside the chart, not below it. */
const besideFrom = 120;

/** One target on the whole screen: its memory over time, the evidence in words, what was done. */
export function targetScreen(
  picture: Picture,
  screen: Extract<Screen, { readonly kind: 'target' }>,
  width: number,
  height: number,
): Body {
  const { snapshot, events } = picture;
  const row = rowsOf(snapshot).find(({ shown }) => shown.target.id === screen.targetId);
  if (row === undefined) return gone();
  const title = titleRule(titleOf(row), width);
  const inside = height - 1;
  const isBeside = width >= besideFrom;
  const textWidth = isBeside ? Math.max(56, Math.floor(width * 0.4)) : width - 2;
  const chartWidth = isBeside ? width - textWidth - 4 : width - 2;
  const chartHeight = isBeside ? inside : Math.max(6, Math.floor(inside * 0.45));
  const chart = targetChart(
    row,
    screen.window,
    snapshot.atMs,
    chartWidth,
    Math.min(chartHeight, 40),
  );
  const own = events.filter(({ workload }) => workload === row.shown.target.workload);
  const drawn = chart?.lines ?? [];
  // Beside the words what happened stands below the chart, where that leaves room for it.
  const below = isBeside ? inside - drawn.length - 2 : 0;
  const strip = below >= 4 ? happened(own, below) : [];
  const words = [
    ...evidence(row, events, textWidth),
    ...(strip.length === 0 && own.length > 0 ? [[], ...happened(own, 30)] : []),
  ];
  const textHeight = isBeside ? inside : inside - (chart?.lines.length ?? 0);
  const maxScroll = Math.max(0, words.length - textHeight);
  const scrolled = words.slice(Math.min(screen.scroll, maxScroll)).slice(0, textHeight);
  const lines = isBeside
    ? besides(
        fitLines([...drawn, [], ...strip], chartWidth, inside),
        scrolled,
        chartWidth + 1,
        span(`${glyphs.side} `, 'dim'),
      )
    : [...drawn, ...scrolled];
  return {
    lines: [title, ...lines.map((line) => [span(' '), ...line])],
    shown: { ...shownOf(row), page: textHeight, maxScroll, chart: chart?.span ?? null },
  };
}

function titleOf(row: Row): string {
  const [workload, instance] = [workloadOf(row), instanceOf(row)];
  return workload === instance ? instance : `${workload} ${glyphs.dot} ${instance}`;
}

function shownOf({ shown, incident, others }: Row): Shown {
  const { id, workload } = shown.target;
  const incidents = [incident, ...others].flatMap((one) => (one === null ? [] : [one.id]));
  return {
    ...nothingShown,
    workload,
    targetId: id,
    about: { kind: 'target', id },
    incidents,
  };
}

function evidence(row: Row, events: readonly Picture['events'][number][], width: number): Line[] {
  const sections = [
    ...headSections(row, width, Number.POSITIVE_INFINITY),
    ...incidentSections(row, width),
    ...proofSections(row, width),
    ...recordSections(row, events, width),
  ];
  return stackSections(sections, Number.POSITIVE_INFINITY);
}

/** The newest events first, so many of them. */
function happened(own: Picture['events'], most: number): Line[] {
  if (own.length === 0) return [];
  const heading: Line = [span(' EVENTS   newest first', 'dim')];
  return [heading, ...eventStrip(own.slice(-most)).reverse()];
}

function gone(): Body {
  const text = '  This target is not watched any more. esc goes back.';
  return { lines: [[], [span(text, 'strong')]], shown: nothingShown };
}
