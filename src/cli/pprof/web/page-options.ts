import { failure, type Result, success } from '../../../model/result.ts';
import type { Granularity, ReportOptions } from '../../../profile/report/report-options.ts';
import type { PageQuery } from '../../../render/page/page-query.ts';
import { granularityFlags } from '../flags.ts';

/** pprof's names of its settings in the address of a page (internal/driver/config.go). */
const texts = {
  f: 'focus',
  i: 'ignore',
  h: 'hide',
  s: 'show',
  sf: 'show_from',
  prunefrom: 'prune_from',
  tf: 'tagfocus',
  ti: 'tagignore',
  ts: 'tagshow',
  th: 'taghide',
  si: 'sample_index',
  unit: 'unit',
} as const satisfies Readonly<Record<string, keyof ReportOptions>>;

const switches = {
  calltree: 'call_tree',
  compact: 'compact_labels',
  dropneg: 'drop_negative',
  mean: 'mean',
  noinlines: 'noinlines',
  rel: 'relative_percentages',
  showcolumns: 'showcolumns',
  trim: 'trim',
} as const satisfies Readonly<Record<string, keyof ReportOptions>>;

const numbers = {
  n: 'nodecount',
  nf: 'nodefraction',
  ef: 'edgefraction',
} as const satisfies Readonly<Record<string, keyof ReportOptions>>;

/** The options of a report by the address of a page, over those of the command line. */
export function pageOptions(given: ReportOptions, query: PageQuery): Result<ReportOptions> {
  const broken = Object.keys(numbers).find(
    (name) => !Number.isFinite(Number(query.get(name) ?? 0)),
  );
  if (broken !== undefined) {
    return failure(`${broken}: expected a number, got ${query.get(broken)}`);
  }
  const granularity = query.get('g');
  if (granularity !== undefined && !isGranularity(granularity)) {
    return failure(`g: expected one of ${granularityFlags.join(', ')}, got ${granularity}`);
  }
  const sort = query.get('sort');
  return success({
    ...given,
    ...changed(texts, query, (value) => value),
    ...changed(switches, query, (value) => /^(1|t|true|y|yes|on)$/i.test(value)),
    ...changed(numbers, query, Number),
    ...(granularity === undefined ? {} : { granularity }),
    ...(sort === 'cum' || sort === 'flat' ? { sort } : {}),
  });
}

/** Those of some settings that the address has. */
function changed<T>(
  settings: Readonly<Record<string, string>>,
  query: PageQuery,
  read: (value: string) => T,
): Record<string, T> {
  const found: Record<string, T> = {};
  for (const [name, setting] of Object.entries(settings)) {
    const value = query.get(name);
    if (value !== undefined) found[setting] = read(value);
  }
  return found;
}

function isGranularity(text: string): text is Granularity {
  return (granularityFlags as readonly string[]).includes(text);
}
