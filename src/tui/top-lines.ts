import type { Diff } from '../model/culprit.ts';
import type { Incident } from '../model/incident.ts';
import { growthText } from '../render/culprit-text.ts';
import { clipMiddle, fitTo } from '../render/display-width.ts';
import { formatPercent } from '../render/format-percent.ts';
import { printable } from '../render/printable.ts';
import { type Line, span } from './line.ts';
import { glyphs } from './theme.ts';

/** A function of the top table: what grew at it, and at it and below it. */
export type TopRow = Diff['top'][number];

/** The functions of the diff that named the culprit, else of the first diff; none without one. */
export function topRows(incident: Incident): readonly TopRow[] {
  return diffOf(incident)?.top ?? [];
}

/** The diff that an incident's first culprit is of. */
function diffOf({ diffs, culprits }: Incident): Diff | null {
  const name = culprits[0]?.function;
  const named = diffs.find((diff) => diff.culprits.some((one) => one.function === name));
  return named ?? diffs[0] ?? null;
}

const widths = { figure: 12, percent: 7 };

/**
 * ```
 *          FLAT              CUM         FUNCTION
 * ▸   +48.2 MiB   97 %  +48.2 MiB   97 %  goleaky/repo.SaveReport
 * ```
 * What each function grew by, the window around the selected one, in at most `height` lines.
 */
export function topLines(
  incident: Incident,
  rows: readonly TopRow[],
  selected: number,
  width: number,
  height: number,
): Line[] {
  const diff = diffOf(incident);
  if (diff === null || rows.length === 0) {
    return [
      [],
      [span('Nothing has been compared yet: two captures of one life make a diff.', 'dim')],
    ];
  }
  const { unit, growth, captures, sampleType, top } = diff;
  // What shrank would make shares of hundreds of percent of the rest.
  const grown = top.reduce((sum, { flat }) => sum + Math.max(0, flat), 0);
  const about = `${sampleType}: ${growthText(growth, unit)} over ${captures} captures`;
  const title = `  ${fitTo('FLAT', widths.figure, 'right')}${fitTo('', widths.percent)}${fitTo('CUM', widths.figure, 'right')}${fitTo('', widths.percent)}  FUNCTION`;
  const visible = Math.max(1, height - 2);
  const first = Math.max(0, Math.min(selected - Math.floor(visible / 2), rows.length - visible));
  const nameWidth = Math.max(10, width - 4 - 2 * (widths.figure + widths.percent));
  const figure = (value: number) =>
    fitTo(growthText(value, unit), widths.figure, 'right') +
    fitTo(grown === 0 ? '' : formatPercent(value / grown), widths.percent, 'right');
  const lines = rows.slice(first, first + visible).map((row, i): Line => {
    const isSelected = first + i === selected;
    const isCulprit = incident.culprits.some((one) => one.function === row.function);
    return [
      isSelected ? span(`${glyphs.selected} `, 'accent') : span('  '),
      span(`${figure(row.flat)}${figure(row.cum)}  `, isSelected ? 'strong' : 'plain'),
      span(
        clipMiddle(printable(row.function), nameWidth),
        isCulprit ? 'bad' : isSelected ? 'strong' : 'plain',
      ),
    ];
  });
  return [[span(about, 'dim')], [span(title, 'dim')], ...lines];
}
