import { type Row, rowsOf } from '../render/urgency.ts';
import type { Body } from './body.ts';
import { eventStrip } from './event-strip.ts';
import { foldEvents } from './fold-events.ts';
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
  stackSection,
  whySections,
} from './target-sections.ts';
import { glyphs } from './theme.ts';
import { titleRule } from './title-rule.ts';
import type { Screen } from './view.ts';

/** From here on the evidence stands beside the chart, not below it. */
const besideFrom = 120;

/** Lines that a chart has at most, unless more are left when the latest events have theirs. */
const chartRoom = { most: 40, events: 14 };

type TargetScreen = Extract<Screen, { readonly kind: 'target' }>;

/** One target on the whole screen: its memory over time, the evidence in words, what was done. */
export function targetScreen(
  picture: Picture,
  screen: TargetScreen,
  width: number,
  height: number,
): Body {
  const rows = rowsOf(picture.snapshot);
  const row = rows.find(({ shown }) => shown.target.id === screen.targetId);
  if (row === undefined) return gone();
  const layOut = width >= besideFrom ? sideBySide : oneBelowTheOther;
  const { lines, shown } = layOut(row, picture, screen, width, height - 1);
  return {
    lines: [titleRule(titleOf(row), width), ...lines.map((line) => [span(' '), ...line])],
    shown: { ...shownOf(row), ...shown },
  };
}

type LaidOut = { readonly lines: readonly Line[]; readonly shown: Partial<Shown> };

/** What happened stands below the chart, where that leaves room for it. */
function sideBySide(
  row: Row,
  picture: Picture,
  { window, scroll }: TargetScreen,
  width: number,
  height: number,
): LaidOut {
  const { atMs } = picture.snapshot;
  const textWidth = Math.max(56, Math.floor(width * 0.4));
  const chartWidth = width - textWidth - 4;
  const tall = Math.max(chartRoom.most, height - chartRoom.events);
  const chart = targetChart(row, window, atMs, chartWidth, Math.min(height, tall));
  const drawn = chart?.lines ?? [];
  const free = height - drawn.length - 2;
  const own = ownEvents(picture.events, row);
  const strip = free >= 4 ? happened(own, atMs, free) : [];
  const words = [
    ...evidence(row, picture, textWidth),
    ...(free >= 4 ? [] : happened(own, atMs, 30)),
  ];
  const { seen, maxScroll } = scrolled(words, scroll, height);
  const left = fitLines([...drawn, ...strip], chartWidth, height);
  const lines = besides(left, seen, chartWidth + 1, span(`${glyphs.side} `, 'dim'));
  return { lines, shown: { page: height, maxScroll, chart: chart?.span ?? null } };
}

/** The chart stays while the words below it are scrolled. */
function oneBelowTheOther(
  row: Row,
  picture: Picture,
  { window, scroll }: TargetScreen,
  width: number,
  height: number,
): LaidOut {
  const { atMs } = picture.snapshot;
  const chartHeight = Math.min(chartRoom.most, Math.max(6, Math.floor(height * 0.45)));
  const chart = targetChart(row, window, atMs, width - 2, chartHeight);
  const drawn = chart?.lines ?? [];
  const words = [
    ...evidence(row, picture, width - 2),
    ...happened(ownEvents(picture.events, row), atMs, 30),
  ];
  const page = height - drawn.length;
  const { seen, maxScroll } = scrolled(words, scroll, page);
  return { lines: [...drawn, ...seen], shown: { page, maxScroll, chart: chart?.span ?? null } };
}

function scrolled(words: readonly Line[], scroll: number, height: number) {
  const maxScroll = Math.max(0, words.length - height);
  const from = Math.min(scroll, maxScroll);
  return { seen: words.slice(from, from + height), maxScroll };
}

function ownEvents(events: Picture['events'], { shown }: Row): Picture['events'] {
  return events.filter(({ workload }) => workload === shown.target.workload);
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

function evidence(row: Row, picture: Picture, width: number): Line[] {
  const { snapshot } = picture;
  const { atMs } = snapshot;
  const sections = [
    ...headSections(row, atMs, width),
    ...incidentSections(row, atMs, width),
    ...whySections(row, atMs, width, Number.POSITIVE_INFINITY),
    ...stackSection(row, width),
    ...proofSections(row, atMs, width),
    ...recordSections(row, picture, width),
  ];
  return stackSections(sections, Number.POSITIVE_INFINITY);
}

/** The newest events first, so many of them. */
function happened(own: Picture['events'], nowMs: number, most: number): Line[] {
  if (own.length === 0) return [];
  const heading: Line = [span(' EVENTS   newest first', 'dim')];
  return [[], heading, ...eventStrip(foldEvents(own).slice(-most), nowMs, true).reverse()];
}

function gone(): Body {
  const text = '  This target is not watched any more. esc goes back.';
  return { lines: [[], [span(text, 'strong')]], shown: nothingShown };
}
