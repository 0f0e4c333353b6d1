import type { Diff } from '../../model/culprit.ts';
import { failure, type Result, success } from '../../model/result.ts';
import { rowName } from '../../model/row-name.ts';
import { flameTree } from '../../profile/flame/flame-tree.ts';
import { subtractBase } from '../../profile/merge/subtract-base.ts';
import type { Profile } from '../../profile/profile.ts';
import { dotColor } from '../../profile/report/dot-color.ts';
import { prepareReport } from '../../profile/report/prepare-report.ts';
import { type DotWords, printDot } from '../../profile/report/print-dot.ts';
import { reportRows } from '../../profile/report/print-text.ts';
import type { Report } from '../../profile/report/report.ts';
import { defaultReportOptions, type ReportOptions } from '../../profile/report/report-options.ts';
import { sampleColumn } from '../../profile/report/sample-column.ts';
import { growthText } from '../../render/culprit-text.ts';
import { formatBytes } from '../../render/format-bytes.ts';
import { formatCount } from '../../render/format-count.ts';
import { formatPercent } from '../../render/format-percent.ts';
import { flameData } from '../../render/report/flame-data.ts';
import type { ProfileGrowth } from '../../render/report/leak-report.ts';
import { drawGraph } from '../pprof/draw-graph.ts';
import { timeFormat } from '../pprof/time-format.ts';
import type { Step } from '../with-progress.ts';

/** Boxes of the graph: more could not be read on a page. */
const mostBoxes = 40;
const mostRows = 60;
/** What takes a second and more to subtract. */
const manyStacks = 100_000;

/** What grew between two captures, and what of it could not be shown. */
export type MadeGrowth = { readonly growth: ProfileGrowth; readonly notes: readonly string[] };

/**
 * What grew and shrank from one profile to another of the same process, in full. `hasGraph`: lay the call graph out
 * too, which takes a second and more. A graph that cannot be drawn is left out, with a sentence.
 */
export async function profileGrowth(
  [base, current]: readonly [Profile, Profile],
  { sampleType, unit, culprits }: Pick<Diff, 'sampleType' | 'unit' | 'culprits'>,
  { hasGraph, step }: { readonly hasGraph: boolean; readonly step: Step },
): Promise<Result<MadeGrowth>> {
  const isLong = base.stacks.count + current.stacks.count > manyStacks;
  step('counting what grew', { share: 2 / 3, isLong });
  const made = subtractBase(current, base, { mark: false, normalize: false });
  if (!made.ok) return made;
  const options: ReportOptions = {
    ...defaultReportOptions,
    sample_index: indexOf(made.value, sampleType),
  };
  const table = prepareReport(made.value, { format: 'top', symbol: '' }, options);
  if (!table.ok) return table;
  const { report } = table.value;
  const rows = reportRows(report);
  step('laying out the call graph', { share: 0.9, isLong });
  const grown = rows.reduce((sum, { flat }) => sum + Math.max(0, flat), 0);
  const words = dotWords(unit, grown);
  const graph = hasGraph ? await graphOf(made.value, options, words) : failure('');
  const always = new Set(culprits.map(rowName));
  const shown = rows.filter(({ function: name }, i) => i < mostRows || always.has(name));
  return success({
    growth: {
      unit,
      rows: shown.map(({ function: name, flat, cum }) => ({ function: name, flat, cum })),
      grown,
      rowsLeftOut: rows.length - shown.length,
      flame: flameData(flameTree(flameReport(report)), unit),
      graph: graph.ok ? graph.value : null,
    },
    notes: graph.ok || graph.reason === '' ? [] : [`There is no call graph: ${graph.reason}.`],
  });
}

/** A profile without that column is shown by its last one, as pprof does. */
function indexOf(profile: Profile, sampleType: string): string {
  return sampleColumn(profile, sampleType).ok ? sampleType : '';
}

/** Averages of calls do not add up to that of their caller. */
function flameReport(report: Report): Report {
  return { ...report, options: { ...report.options, mean: false } };
}

/** The graph says what it shows as the table and the card do. */
function dotWords(unit: Diff['unit'], grown: number): DotWords {
  return {
    value: (value) => growthText(value, unit),
    share: (value) => formatPercent(grown === 0 ? 0 : value / grown),
    size: (value, of) => (of === 'bytes' ? formatBytes(value) : `${formatCount(value)} ${of}`),
    // What shrank is blue, as in the flame graph and in the table; pprof's green is no colour beside red for everybody.
    colour: (score, isBackground) => {
      const [, red = '', green = '', blue = ''] =
        /^#(..)(..)(..)$/.exec(dotColor(score, isBackground)) ?? [];
      return score < 0 ? `#${blue}${red}${green}` : `#${red}${green}${blue}`;
    },
  };
}

async function graphOf(
  difference: Profile,
  options: ReportOptions,
  words: DotWords,
): Promise<Result<string>> {
  const given = { ...options, nodecount: mostBoxes };
  const prepared = prepareReport(difference, { format: 'dot', symbol: '' }, given);
  if (!prepared.ok) return prepared;
  const dot = printDot(prepared.value.report, timeFormat('UTC'), {
    ...{ hasLegend: false, urlOf: null, words },
  });
  const drawn = await drawGraph({ dot, format: 'svg' });
  return drawn.ok ? success(String(drawn.value)) : drawn;
}
