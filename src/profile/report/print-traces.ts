import { stackLabels } from '../filter/stack-labels.ts';
import { compareText } from '../graph/compare-text.ts';
import { type NodeTable, nodeTable } from '../graph/node-table.ts';
import { goDivide } from '../measurement/go-number.ts';
import { scaledLabel } from '../measurement/scaled-label.ts';
import type { Profile } from '../profile.ts';
import { padLeft } from './pad.ts';
import type { Report, TimeFormat } from './report.ts';
import { profileLabels } from './report-labels.ts';
import { valueFormat } from './value-format.ts';

const separator = '-----------+-------------------------------------------------------';

/** `-traces`: every stack with its labels and its weight (internal/report printTraces). */
export function printTraces(report: Report, time: TimeFormat): string {
  const { profile, options } = report;
  const { stacks } = profile;
  const formatValue = valueFormat(report, options.unit);
  const table = nodeTable(profile, (path) => path);
  const lines = [...profileLabels(report, formatValue, time)];
  // Without any header pprof still ends the empty line.
  if (lines.length === 0) lines.push('');
  for (let stack = 0; stack < stacks.count; stack++) {
    const calls = callsOf(profile, table, stack);
    if (calls.length === 0) continue;
    const value = formatValue(stackValue(report, stack));
    lines.push(separator, ...labelLines(report, stack));
    for (const [i, call] of calls.entries()) {
      lines.push(`${padLeft(i === 0 ? value : '', 10)}   ${call}`);
    }
  }
  lines.push(separator);
  return `${lines.join('\n')}\n`;
}

function callsOf({ stacks }: Profile, table: NodeTable, stack: number): readonly string[] {
  const path = stacks.locations.subarray(stacks.starts[stack], stacks.starts[stack + 1]);
  return [...path].flatMap((location) => {
    const nodes = table.groups.subarray(table.starts[location], table.starts[location + 1]);
    const names = Array.from(nodes, (node) => table.name(node));
    return names.map((name, i) => (i === names.length - 1 ? name : `${name} (inline)`));
  });
}

function stackValue({ profile, weighing }: Report, stack: number): number {
  const { stacks, sampleTypes } = profile;
  const row = stack * sampleTypes.length;
  const value = stacks.values[row + weighing.column] as number;
  const divisor = weighing.divisor < 0 ? 0 : (stacks.values[row + weighing.divisor] as number);
  return divisor === 0 ? value : goDivide(value, divisor);
}

function labelLines({ profile, labelUnits }: Report, stack: number): string[] {
  const { texts, numbers } = stackLabels(profile, stack);
  const line = (key: string, values: readonly string[]) =>
    `${padLeft(key, 10)}:  ${values.join(' ')}`;
  const textLines = [...texts].map(([key, values]) => line(key, values));
  const numberLines = [...numbers].map(([key, { values }]) =>
    line(
      key,
      values.map((value) => scaledLabel(value, labelUnits.get(key) ?? '', 'auto')),
    ),
  );
  return [...textLines.sort(compareText), ...numberLines.sort(compareText)];
}
