/** What a template's `{{ … }}` says: a variable, and the functions that it goes through in order. */
export type TemplateAction = {
  readonly variable: string;
  /** What of the variable is meant, by a name that may be any text: `index $labels "service.name"`; absent: it is in the variable. */
  readonly key?: string;
  readonly functions: readonly string[];
};

/** The functions of Prometheus' templates that annotations know. */
export const templateFunctions = [
  'humanize',
  'humanize1024',
  'humanizeDuration',
  'humanizePercentage',
] as const;

/** Every `{{ … }}` of a template, its inside without the blanks as the first group. */
export const templateActions = /\{\{-?\s*(.*?)\s*-?\}\}/g;

/** Go's template language: a text in quotes with escapes, or in backquotes as it stands. */
const indexed = /^index\s+(\$\w+)\s+("(?:[^"\\]|\\.)*"|`[^`]*`)\s*(?:\|(.*))?$/;

/**
 * The inside of an action: `$value | humanize`, or `humanize $value`, which says the same; `index $labels "a.b"` for a
 * label whose name Go could not write after a dot.
 */
export function parseTemplateAction(inside: string): TemplateAction {
  const [, whole, literal = '', rest] = indexed.exec(inside) ?? [];
  const key = whole === undefined ? null : textOfLiteral(literal);
  if (whole !== undefined && key !== null) {
    return { variable: whole, key, functions: rest === undefined ? [] : partsOf(rest) };
  }
  const call = /^(\w+)\s+(\$.*)$/.exec(inside);
  const pipeline = call === null ? inside : `${call[2]} | ${call[1]}`;
  const [variable = '', ...functions] = partsOf(pipeline);
  return { variable, functions };
}

function partsOf(pipeline: string): string[] {
  return pipeline.split('|').map((part) => part.trim());
}

/** null: an escape in it that JSON does not have. */
function textOfLiteral(literal: string): string | null {
  if (literal.startsWith('`')) return literal.slice(1, -1);
  try {
    return JSON.parse(literal);
  } catch {
    return null;
  }
}
