import { failure, type Result, success } from '../../model/result.ts';
import { addLabelFrames } from '../filter/add-label-frames.ts';
import { labelUnits } from '../filter/label-units.ts';
import type { Weighing } from '../graph/graph.ts';
import { goDivide } from '../measurement/go-number.ts';
import { baseLabel } from '../merge/subtract-base.ts';
import type { Profile } from '../profile.ts';
import { aggregate } from './aggregate.ts';
import { applyFilters } from './apply-filters.ts';
import type { Report } from './report.ts';
import type { ReportFormat, ReportOptions } from './report-options.ts';
import { sampleColumn } from './sample-column.ts';

/** What is asked for: a format, and for `peek` and `list` which nodes. */
export type ReportCommand = { readonly format: ReportFormat; readonly symbol: string };

/** A report, and what pprof would say on stderr on the way. */
export type Prepared = { readonly report: Report; readonly warnings: readonly string[] };

/**
 * Makes a profile ready to be printed, in pprof's order (internal/driver generateRawReport): the total
 * is taken before the filters, or after them with `-relative_percentages`. Fails on an unknown sample
 * type, a broken expression or a divisor of 0.
 */
export function prepareReport(
  profile: Profile,
  command: ReportCommand,
  given: ReportOptions,
): Result<Prepared> {
  const options = overridden(command.format, given);
  if (options.divide_by === 0) return failure('zero divisor specified');
  const column = sampleColumn(profile, options.sample_index);
  if (!column.ok) return column;
  const weighing = { column: column.value, divisor: options.mean ? 0 : -1 };
  const units = labelUnits(profile);
  // Before the filters, which may name the new frames.
  const framed = addLabelFrames(profile, options);
  const filtered = applyFilters(framed.profile, options, units.units);
  if (!filtered.ok) return filtered;
  const type = profile.sampleTypes[weighing.column] ?? { type: '', unit: '' };
  const report = {
    ...command,
    options,
    weighing,
    profile: aggregate(filtered.value.profile, options),
    sampleType: options.mean ? `mean_${type.type}` : type.type,
    sampleUnit: type.unit,
    total: totalOf(options.relative_percentages ? filtered.value.profile : profile, weighing),
    labelUnits: units.units,
  };
  const unframed = framed.unmatched.map((name) => `${name} expression matched no samples`);
  return success({
    report,
    warnings: [...units.warnings, ...unframed, ...filtered.value.warnings],
  });
}

/** What a format changes in the options (internal/driver applyCommandOverrides). */
function overridden(format: ReportFormat, options: ReportOptions): ReportOptions {
  const isRaw = format === 'proto' || format === 'raw';
  const isTable = format === 'text' || format === 'top' || format === 'topproto';
  const preferred = isTable ? 0 : 80;
  const trims = options.trim && !isRaw && format !== 'peek' && format !== 'list';
  return {
    ...options,
    granularity: isRaw ? 'addresses' : format === 'list' ? 'lines' : options.granularity,
    nodecount: !trims ? 0 : options.nodecount === -1 ? preferred : options.nodecount,
    nodefraction: trims ? options.nodefraction : 0,
    edgefraction: trims ? options.edgefraction : 0,
  };
}

/**
 * The sum of all sizes, or of those of the base where a base was marked; under `-mean` divided
 * (internal/report computeTotal).
 */
function totalOf(profile: Profile, { column, divisor }: Weighing): number {
  const { stacks, sampleTypes } = profile;
  const isBase = baseTest(profile);
  const all = { value: 0, divisor: 0 };
  const base = { value: 0, divisor: 0 };
  for (let stack = 0; stack < stacks.count; stack++) {
    const row = stack * sampleTypes.length;
    const value = Math.abs(stacks.values[row + column] as number);
    const by = divisor < 0 ? 0 : (stacks.values[row + divisor] as number);
    all.value += value;
    all.divisor += by;
    if (!isBase(stack)) continue;
    base.value += value;
    base.divisor += by;
  }
  const sum = base.value > 0 ? base : all;
  return sum.divisor === 0 ? sum.value : goDivide(sum.value, sum.divisor);
}

function baseTest({ stacks, strings }: Profile): (stack: number) => boolean {
  const known = new Map<number, boolean>();
  const isKey = (key: number) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = strings.get(key) === baseLabel;
    known.set(key, found);
    return found;
  };
  return (stack) => {
    const end = stacks.labelStarts[stack + 1] as number;
    for (let i = stacks.labelStarts[stack] as number; i < end; i++) {
      if (!isKey(stacks.labelKeys[i] as number)) continue;
      if (strings.get(stacks.labelTexts[i] as number) === 'true') return true;
    }
    return false;
  };
}
