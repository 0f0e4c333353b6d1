import type { Labels } from '../model/labels.ts';
import { parseTemplateAction, templateActions } from '../model/template.ts';
import { humanizerOf } from './humanize.ts';

/** What a template can name. `value` is the leak rate per second; null where there is none. */
export type TemplateData = {
  readonly labels: Labels;
  readonly value: number | null;
  readonly explanation: string;
};

/**
 * Fills a rule's annotation: `{{ $labels.x }}` or `{{ index $labels "x.y" }}` (`{{ $externalLabels.x }}` is the same: these are among
 * the labels of an alert), `{{ $value }}`, `{{ $explanation }}`, each with any of
 * Prometheus' `humanize humanize1024 humanizeDuration humanizePercentage`, as `$value | humanize` or
 * `humanize $value`. A label that is missing is empty, as in Prometheus. What is not known is left as
 * it stands: a slip in a template must never keep an alert from going out.
 */
export function fillTemplate(template: string, data: TemplateData): string {
  return template.replaceAll(templateActions, (whole, expression: string) => {
    return evaluate(expression, data) ?? whole;
  });
}

/** null when there is something in it that is not known. */
function evaluate(expression: string, data: TemplateData): string | null {
  const { variable, key, functions } = parseTemplateAction(expression);
  let value = key === undefined ? lookUp(variable, data) : indexInto(variable, key, data);
  for (const name of functions) {
    const humanize = humanizerOf(name);
    if (humanize === null || value === null) return null;
    value = apply(humanize, value);
  }
  return value === null ? null : String(value);
}

function indexInto(variable: string, label: string, { labels }: TemplateData): string | null {
  return variable === '$labels' || variable === '$externalLabels' ? labelIn(labels, label) : null;
}

function labelIn(labels: Labels, label: string): string {
  return Object.hasOwn(labels, label) ? (labels[label] ?? '') : '';
}

function lookUp(variable: string, data: TemplateData): string | number | null {
  if (variable === '$value') return data.value ?? 'unknown';
  if (variable === '$explanation') return data.explanation;
  const label = /^\$(?:labels|externalLabels)\.([a-zA-Z_]\w*)$/.exec(variable)?.[1];
  if (label === undefined) return null;
  return labelIn(data.labels, label);
}

/** A text that is no number (an unknown value) goes through unchanged. */
function apply(humanize: (value: number) => string, value: string | number): string {
  const number = typeof value === 'number' || value.trim() === '' ? value : Number(value);
  return typeof number === 'number' && !Number.isNaN(number) ? humanize(number) : String(value);
}
