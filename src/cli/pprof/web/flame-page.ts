import type { FrameKind } from '../../../model/culprit.ts';
import { failure, type Result, success } from '../../../model/result.ts';
import { compilePattern } from '../../../profile/filter/compile-pattern.ts';
import { flameLayout } from '../../../profile/flame/flame-layout.ts';
import { type FlameMatches, flameMatches } from '../../../profile/flame/flame-matches.ts';
import type { FlameTree } from '../../../profile/flame/flame-tree.ts';
import { packageOf } from '../../../profile/function-name.ts';
import { percentage } from '../../../profile/measurement/percentage.ts';
import type { Report } from '../../../profile/report/report.ts';
import { shortFunctionName } from '../../../profile/report/short-function-name.ts';
import { valueFormat } from '../../../profile/report/value-format.ts';
import { formatPercent } from '../../../render/format-percent.ts';
import { type FlameFrame, flameView } from '../../../render/page/flame-view.ts';
import type { Html } from '../../../render/page/html.ts';
import type { PageQuery } from '../../../render/page/page-query.ts';

/** What the flame graph of a profile is coloured by. */
export type FlameColours = {
  readonly isDifference: boolean;
  readonly kindOf: (name: string) => FrameKind;
};

/** The flame graph of a report's tree, at the frame that the address zooms to, with what it searches. */
export function flamePage(
  report: Report,
  tree: FlameTree,
  query: PageQuery,
  colours: FlameColours,
): Result<Html> {
  const zoomed = Number(query.get('root') ?? 0);
  if (!Number.isInteger(zoomed) || zoomed < 0 || zoomed >= tree.count) {
    return failure(`root: there is no frame ${query.get('root')} in this graph`);
  }
  const search = query.get('q') ?? '';
  const matches = search === '' ? null : found(tree, search, zoomed);
  const { bars, isWhole } = flameLayout(tree, zoomed);
  const describe = describer(report, tree);
  const callers = bars.findIndex(({ frame }) => frame === zoomed);
  const frames = bars.map(({ frame, ...place }, index): FlameFrame => {
    const name = nameOf(tree, frame);
    return {
      ...place,
      id: frame,
      name,
      label: shortFunctionName(name),
      weight: describe(frame),
      tone: colours.isDifference ? changeTone(tree, frame) : kindTone(tree, frame, colours),
      isMatch: matches?.ok === true && matches.value.isMatch[frame] === 1,
      isCaller: index < callers,
    };
  });
  return success(
    flameView(
      {
        frames,
        isWhole,
        isDifference: colours.isDifference,
        search,
        found: foundText(matches),
      },
      query,
    ),
  );
}

function found(tree: FlameTree, search: string, zoomed: number): Result<FlameMatches> {
  // A search is typed in any case; (?-i) takes that back.
  const pattern = compilePattern(`(?i)${search}`);
  return pattern.ok
    ? success(flameMatches(tree, pattern.value, zoomed))
    : failure('no regular expression');
}

function foundText(matches: Result<FlameMatches> | null): string {
  if (matches === null) return '';
  return matches.ok ? `${formatPercent(matches.value.share)} matched` : matches.reason;
}

function nameOf({ nodes, table }: FlameTree, frame: number): string {
  const node = nodes[frame] as number;
  return node < 0 ? 'all' : table.name(node);
}

/** `+12.5MB (31.2%) in all, 4MB itself`. */
function describer(report: Report, { cum, flat }: FlameTree): (frame: number) => string {
  const { unit } = report.options;
  const formatValue = valueFormat(report, unit === 'minimum' ? 'auto' : unit);
  return (frame) => {
    const [all, own] = [cum[frame] as number, flat[frame] as number];
    const itself = own === 0 ? '' : `, ${formatValue(own)} itself`;
    return `${formatValue(all)} (${percentage(all, report.total).trim()}) in all${itself}`;
  };
}

/** Whose code it is, in one of three shades, so that packages beside each other can be told apart. */
function kindTone(tree: FlameTree, frame: number, { kindOf }: FlameColours): string {
  if (frame === 0) return 'runtime';
  const name = nameOf(tree, frame);
  let hash = 0;
  for (const char of packageOf(name)) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 65_521;
  return `${kindOf(name)} t${hash % 3}`;
}

/** From `s4` (all of it shrank) over `z` (it stayed) to `g4` (all of it grew). */
function changeTone({ cum, widths }: FlameTree, frame: number): string {
  const width = widths[frame] as number;
  const ratio = width === 0 ? 0 : (cum[frame] as number) / width;
  const step = Math.round(Math.abs(ratio) * 4);
  return step === 0 ? 'z' : `${ratio > 0 ? 'g' : 's'}${step}`;
}
