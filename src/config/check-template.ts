import { wrongName } from '../model/label-name.ts';
import { nearest } from '../model/nearest.ts';
import { parseTemplateAction, templateActions, templateFunctions } from '../model/template.ts';

const variables = ['$labels', '$externalLabels', '$value', '$explanation'];

/** A part of a template that cannot be filled in: where it starts in the template, itself, and why. */
export type WrongTemplate = {
  readonly index: number;
  readonly part: string;
  readonly reason: string;
};

/**
 * What of an annotation's template could not be filled in, in order. Known are
 * `{{ $labels.name }}`, `{{ index $labels "any.name" }}`, `{{ $value }}` (the leak rate per second) and `{{ $explanation }}`, each
 * through any of `humanize humanize1024 humanizeDuration humanizePercentage`, as `$value | humanize`
 * or `humanize $value`.
 */
export function checkTemplate(template: string): WrongTemplate[] {
  const actions = [...template.matchAll(templateActions)];
  // As long as what it stands for, so that places stay where they are.
  const rest = template.replaceAll(/\{\{.*?\}\}/g, (whole) => ' '.repeat(whole.length));
  const open = /\{\{|\}\}/.exec(rest);
  const alone =
    open === null
      ? []
      : [wrong(open.index, open[0], 'stands alone; a template is {{ … }} on one line')];
  const unfilled = actions.flatMap(({ 0: whole, 1: expression = '', index }) => {
    const reason = wrongExpression(expression);
    return reason === null ? [] : [wrong(index, whole, reason)];
  });
  return [...alone, ...unfilled].sort((a, b) => a.index - b.index);
}

function wrong(index: number, part: string, reason: string): WrongTemplate {
  return { index, part, reason };
}

function wrongExpression(expression: string): string | null {
  if (expression === '') return 'is empty';
  const { variable, key, functions } = parseTemplateAction(expression);
  const slip = key === undefined ? wrongVariable(variable) : wrongIndex(variable, key);
  return slip ?? functions.map(wrongFunction).find((why) => why !== null) ?? null;
}

function wrongIndex(variable: string, name: string): string | null {
  if (variable !== '$labels' && variable !== '$externalLabels') {
    return `${variable} cannot be indexed; $labels can, as in index $labels "service.name"`;
  }
  return wrongName(name);
}

function wrongVariable(variable: string): string | null {
  const [word = '', ...path] = variable.split('.');
  const known = `known are $labels.NAME, $value and $explanation`;
  if (!word.startsWith('$')) return `${JSON.stringify(variable)} is no variable; ${known}`;
  if (!variables.includes(word)) return `unknown variable ${word}${near(word, variables, known)}`;
  if (word !== '$labels' && word !== '$externalLabels')
    return path.length === 0 ? null : `${word} has no fields`;
  return path.length === 1 && /^[a-zA-Z_]\w*$/.test(path[0] ?? '')
    ? null
    : 'a label is named as in $labels.job, one with other characters as in index $labels "service.name"';
}

function wrongFunction(name: string): string | null {
  const known: readonly string[] = templateFunctions;
  if (known.includes(name)) return null;
  return `unknown function ${JSON.stringify(name)}${near(name, known, `known are ${known.join(', ')}`)}`;
}

function near(word: string, words: readonly string[], known: string): string {
  const best = nearest(word, words);
  return best === null ? `; ${known}` : ` (did you mean ${best}?)`;
}
