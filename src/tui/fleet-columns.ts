import type { Signal } from '../model/signal.ts';
import type { Verdict } from '../model/verdict.ts';
import { cliffGlyph } from '../render/block-chart.ts';
import { culpritPlace } from '../render/culprit-text.ts';
import { clipMiddle, displayWidth } from '../render/display-width.ts';
import { formatPercent } from '../render/format-percent.ts';
import type { RatePeriod } from '../render/format-rate.ts';
import { formatValue } from '../render/format-value.ts';
import { printable } from '../render/printable.ts';
import { sparkline } from '../render/sparkline.ts';
import { statusOf } from '../render/status-of.ts';
import type { Row } from '../render/urgency.ts';
import { levelText, limitInText, limitShare, rateText } from '../render/verdict-text.ts';
import { type Span, span } from './line.ts';
import { instanceOf, workloadOf } from './row-names.ts';
import { sinceOf } from './since-of.ts';
import type { SortKey } from './view.ts';

/** A column: at least `min` wide, up to `max` where there is room; the highest `drop` goes first, 0 never. */
export type FleetColumn = {
  readonly title: string;
  readonly min: number;
  readonly max: number;
  readonly drop: number;
  readonly align?: 'right';
  readonly sort?: SortKey;
  /** How wide its texts are: no more is asked for, and this much before others grow at all. */
  readonly text?: (row: Row, about: ColumnContext) => string;
  /** Texts up to this width are shown whole, or other columns go. */
  readonly whole?: number;
  /** The text needs all of its width: with less, something shorter stands there. */
  readonly isAtOnce?: true;
  /** Whether a row has something to show there; a column in which none has is left out. */
  readonly has?: (row: Row) => boolean;
  readonly cell: (row: Row, width: number, about: ColumnContext) => Span[];
};

/** What a cell must know beside its row: the time of now, and what all cells of a column have alike. */
export type ColumnContext = {
  readonly atMs: number;
  readonly period: RatePeriod | undefined;
  /** Room for what limits count. */
  readonly labelWidth: number;
};

/** The title of the column that tells targets of one workload apart. */
export const instanceTitle = 'INSTANCE';

/** The columns of the fleet from left to right; the first is the name's. */
export const fleetColumns: readonly FleetColumn[] = [
  // Of a cluster it is `namespace/workload/container`, which nobody can tell apart by ten letters.
  {
    ...{ title: 'WORKLOAD', min: 10, max: 40, drop: 0, whole: 20, sort: 'name' },
    ...{ text: workloadOf, cell: workloadCell },
  },
  {
    ...{ title: instanceTitle, min: 15, max: 24, drop: 8 },
    ...{ text: instanceOf, has: (row) => instanceOf(row) !== workloadOf(row), cell: instanceCell },
  },
  { title: 'SIGNAL', min: 10, max: 10, drop: 7, has: hasVerdict, cell: signalCell },
  { title: 'FLOOR', min: 8, max: 36, drop: 2, has: hasFloors, cell: floorCell },
  {
    ...{ title: 'LEVEL', min: 10, max: 21, drop: 6, align: 'right', sort: 'level' },
    ...{ has: hasVerdict, text: wholeLevel, isAtOnce: true, cell: levelCell },
  },
  { title: 'OF LIMIT', min: 8, max: 16, drop: 3, has: hasLimit, cell: shareCell },
  {
    ...{ title: 'LEAK RATE', min: 12, max: 19, drop: 1, align: 'right', sort: 'rate' },
    ...{ has: isRising, text: rateOf, cell: rateCell },
  },
  {
    ...{ title: 'SINCE', min: 6, max: 7, drop: 4, align: 'right', sort: 'since' },
    ...{ has: (row) => sinceOf(row) !== null, cell: sinceCell },
  },
  {
    ...{ title: 'LIMIT IN', min: 10, max: 12, drop: 1, align: 'right', sort: 'limit' },
    ...{ has: isRising, cell: limitCell },
  },
  // A column further from the figures, which stand flush right.
  {
    ...{ title: ' VERDICT', min: 16, max: 19, drop: 0, whole: 19, sort: 'verdict' },
    ...{ text: (row) => ` ${statusOf(row).word}`, cell: verdictCell },
  },
  {
    ...{ title: 'CULPRIT', min: 18, max: 60, drop: 5, sort: 'culprit' },
    ...{ has: hasCulprit, text: culpritOf, cell: culpritCell },
  },
];

function workloadCell(row: Row, width: number): Span[] {
  return [span(clipMiddle(workloadOf(row), width))];
}

function instanceCell(row: Row, width: number): Span[] {
  return [span(clipMiddle(instanceOf(row), width), 'dim')];
}

function hasVerdict({ shown }: Row): boolean {
  return shown.verdict !== null && shown.verdict.signal !== null;
}

function signalCell({ shown }: Row): Span[] {
  return [span(shown.verdict?.signal ?? '', 'dim')];
}

function hasFloors({ shown }: Row): boolean {
  return (shown.timeline?.points.length ?? 0) > 1;
}

/** The floor with its cliffs: a cliff is a glyph of its own. */
function floorCell(row: Row, width: number): Span[] {
  const timeline = row.shown.timeline;
  if (timeline === null || timeline.points.length < 2) return [span('')];
  const { tone } = statusOf(row);
  const floors = timeline.points.map(({ atMs, floor }) => ({ atMs, value: floor }));
  const cliffs = timeline.lifeEnds.map(({ atMs }) => atMs);
  return markCliffs(sparkline(floors, cliffs, width), tone === 'dim' ? 'plain' : tone);
}

function markCliffs(drawn: string, tone: Span['tone']): Span[] {
  const parts = drawn.split(new RegExp(`(${cliffGlyph})`)).filter((part) => part !== '');
  return parts.map((part) => span(part, part === cliffGlyph ? 'dim' : tone));
}

/** The level with its limit where both fit, else the level alone; a dash while a new life has none. */
function levelCell(row: Row, width: number): Span[] {
  const { verdict } = row.shown;
  if (verdict === null || verdict.signal === null) return [span('')];
  if (verdict.value === null) return [span('–', 'dim')];
  const whole = wholeLevel(row);
  const text = displayWidth(whole) <= width ? whole : formatValue(verdict.value, verdict.signal);
  return [span(text, toneOfLast(row))];
}

/** What was last seen of a target that is down is no level of now. */
function toneOfLast({ shown }: Row): Span['tone'] {
  return shown.health === 'down' ? 'dim' : 'plain';
}

function wholeLevel({ shown: { verdict } }: Row): string {
  return verdict === null ? '' : (levelText(verdict)?.replace(' of ', ' / ') ?? '');
}

function hasLimit({ shown }: Row): boolean {
  return shareOfLimit(shown.verdict) !== null;
}

/** What a limit counts, short enough for a column. */
const countedLabels: Readonly<Partial<Record<Signal, string>>> = { workingSet: 'wss' };

/** What the limit of a row counts, if not the signal, with a space before it. */
export function countedLabel({ shown }: Row): string {
  const counts = shown.verdict?.counted?.signal;
  return counts === undefined ? '' : ` ${countedLabels[counts] ?? counts}`;
}

/** `▆▆▆▆▆   41 % rss`: how much of the limit is used, and by what if not by the signal; where a bar would say little, the figure alone. */
function shareCell(row: Row, width: number, { labelWidth }: ColumnContext): Span[] {
  const share = shareOfLimit(row.shown.verdict);
  if (share === null) return [span('')];
  const figure = formatPercent(share).padStart(5);
  const label = countedLabel(row).padEnd(labelWidth);
  const whole = [`${figure}${label}`, `${figure}${label}`.trimStart()];
  const percent = whole.find((text) => displayWidth(text) <= width) ?? figure;
  const bar = width - displayWidth(percent) - 1;
  const room = bar < 4 ? 0 : bar;
  const full = Math.max(0, Math.min(room, Math.round(share * room)));
  const isDown = row.shown.health === 'down';
  const tone = isDown ? 'dim' : share >= 0.9 ? 'bad' : share >= 0.75 ? 'warn' : 'plain';
  return [
    span('▆'.repeat(full), tone),
    span('·'.repeat(Math.max(0, room - full)), 'dim'),
    span(room === 0 ? percent.padStart(width) : ` ${percent}`, tone),
  ];
}

function shareOfLimit(verdict: Verdict | null): number | null {
  return verdict === null || verdict.signal === 'value' ? null : limitShare(verdict);
}

function isRising({ shown }: Row): boolean {
  return (shown.verdict?.leakRatePerSecond ?? null) !== null;
}

function rateOf({ shown }: Row, { period }: ColumnContext): string {
  return (shown.verdict && rateText(shown.verdict, period)) ?? '';
}

/** Where it is too wide without the things that are counted, then without decimals: a unit that is cut off says nothing. */
function rateCell(row: Row, width: number, about: ColumnContext): Span[] {
  const rate = rateOf(row, about);
  const bare = rate.replace(/ [a-z]+\//, '/');
  const texts = [rate, bare, bare.replace(/\.\d+/, '')];
  return [span(texts.find((text) => displayWidth(text) <= width) ?? bare)];
}

function sinceCell(row: Row, _width: number, { atMs }: ColumnContext): Span[] {
  const sinceMs = sinceOf(row);
  return [span(sinceMs === null ? '' : roughly(Math.max(0, (atMs - sinceMs) / 1000)))];
}

/** In one unit, as far as two digits say something: the incident has it to the second. */
function roughly(seconds: number): string {
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (seconds < 100 * 60) return `${Math.floor(seconds / 60)} min`;
  return seconds < 48 * 3600
    ? `${Math.floor(seconds / 3600)} h`
    : `${Math.floor(seconds / 86_400)} d`;
}

function limitCell({ shown }: Row): Span[] {
  const { verdict } = shown;
  const text = verdict === null ? null : limitInText(verdict);
  const isNear = (verdict?.timeToLimitSeconds ?? 3600) < 3600;
  return [span(text ?? '', isNear ? 'warn' : 'plain')];
}

function verdictCell(row: Row): Span[] {
  const { word, tone } = statusOf(row);
  return [span(' '), span(word, tone)];
}

function hasCulprit(row: Row): boolean {
  return culpritOf(row) !== '';
}

function culpritOf({ incident }: Row): string {
  const [culprit] = incident?.culprits ?? [];
  return culprit === undefined ? '' : culpritPlace(culprit);
}

/** As much of the name as fits: with its place, without, or only behind its last slash. */
function culpritCell(row: Row, width: number): Span[] {
  const [culprit] = row.incident?.culprits ?? [];
  if (culprit === undefined) return [span('')];
  const name = printable(culprit.function);
  const names = [culpritOf(row), name, name.slice(name.lastIndexOf('/') + 1)];
  return [span(names.find((one) => displayWidth(one) <= width) ?? names[2] ?? '')];
}
