import { stackLabels } from '../filter/stack-labels.ts';
import { compareText } from '../graph/compare-text.ts';
import type { StackTags, TagReader } from '../graph/tag-table.ts';
import { scaledLabel } from '../measurement/scaled-label.ts';
import { baseLabel } from '../merge/subtract-base.ts';
import type { Report } from './report.ts';

/**
 * Reads what a picture shows of the labels of a stack: its texts as one tag and its sizes in `bytes`,
 * no other number and not the mark of a base (internal/report newGraph).
 */
export function stackTags({ profile, labelUnits, options }: Report): TagReader {
  const unit = labelUnits.get('bytes') ?? '';
  let last = -1;
  let tags: StackTags = { text: '', numbers: [] };
  return (stack) => {
    if (stack === last) return tags;
    last = stack;
    const labels = stackLabels(profile, stack);
    const texts = [...labels.texts]
      .filter(([key]) => key !== baseLabel)
      .flatMap(([key, values]) => values.map((value) => `${key}:${value}`));
    tags = {
      text: texts.sort(compareText).join('\\n'),
      numbers: (labels.numbers.get('bytes')?.values ?? []).map((value) => ({
        name: scaledLabel(value, unit, options.unit),
        unit,
        value,
      })),
    };
    return tags;
  };
}
