/** What a template's `{{ … }}` says: a variable, and the functions that it goes through in order. */
export type TemplateAction = { readonly variable: string; readonly functions: readonly string[] };

/** The functions of Prometheus' templates that annotations know. */
export const templateFunctions = [
  'humanize',
  'humanize1024',
  'humanizeDuration',
  'humanizePercentage',
] as const;

/** Every `{{ … }}` of a template, its inside without the blanks as the first group. */
export const templateActions = /\{\{-?\s*(.*?)\s*-?\}\}/g;

/** The inside of an action: `$value | humanize`, or `humanize $value`, which says the same. */
export function parseTemplateAction(inside: string): TemplateAction {
  const call = /^(\w+)\s+(\$.*)$/.exec(inside);
  const pipeline = call === null ? inside : `${call[2]} | ${call[1]}`;
  const [variable = '', ...functions] = pipeline.split('|').map((part) => part.trim());
  return { variable, functions };
}
