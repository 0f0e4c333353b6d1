import { stackLabels } from '../filter/stack-labels.ts';
import { compareText } from '../graph/compare-text.ts';
import { percentage } from '../measurement/percentage.ts';
import { scaledLabel } from '../measurement/scaled-label.ts';
import { padLeft } from './pad.ts';
import type { Report } from './report.ts';
import { type ValueFormat, valueFormat } from './value-format.ts';

/** `-tags`: the weight of every label, by key (internal/report printTags). */
export function printTags(report: Report): string {
  const formatValue = valueFormat(report, report.options.unit);
  const tags = [...tagWeights(report)].sort(([a], [b]) => compareText(a, b));
  return tags.map(([key, values]) => `${blockOf(report, formatValue, key, values)}\n`).join('');
}

type Weights = ReadonlyMap<string, number>;

function tagWeights({ profile, weighing, labelUnits, options }: Report): Map<string, Weights> {
  const tags = new Map<string, Map<string, number>>();
  const { stacks, sampleTypes } = profile;
  for (let stack = 0; stack < stacks.count; stack++) {
    const value = stacks.values[stack * sampleTypes.length + weighing.column] as number;
    const { texts, numbers } = stackLabels(profile, stack);
    const add = (key: string, name: string) => {
      const values = tags.get(key) ?? new Map<string, number>();
      tags.set(key, values);
      values.set(name, (values.get(name) ?? 0) + value);
    };
    for (const [key, values] of texts) for (const text of values) add(key, text);
    for (const [key, label] of numbers) {
      const unit = labelUnits.get(key) ?? '';
      for (const number of label.values) add(key, scaledLabel(number, unit, options.unit));
    }
  }
  return tags;
}

/** Two columns, aligned to the right as Go's tabwriter does it, and an empty line at the end. */
function blockOf(report: Report, formatValue: ValueFormat, key: string, weights: Weights): string {
  const { total } = report;
  const share = (value: number) => (total > 0 ? ` (${percentage(value, total)})` : '');
  const sum = [...weights.values()].reduce((all, value) => all + value, 0);
  const rows = [...weights]
    .sort(([a, one], [b, other]) => Math.abs(other) - Math.abs(one) || compareText(a, b))
    .map(([name, value]) => ({ name, weight: `${formatValue(value)}${share(value)}:` }));
  const keyWidth = [...key].length + 2;
  const weightWidth = Math.max(...rows.map(({ weight }) => weight.length)) + 1;
  return [
    `${padLeft(`${key}:`, keyWidth)} Total ${formatValue(sum)} of ${formatValue(total)}${share(sum)}`,
    ...rows.map(
      ({ name, weight }) => `${padLeft('', keyWidth)}${padLeft(weight, weightWidth)} ${name}`,
    ),
    '',
  ].join('\n');
}
