import type { Problem } from '../model/config.ts';
import { checkDetect } from './check-detect.ts';
import { checkTemplate } from './check-template.ts';
import { entriesOf, repeatedNames } from './entries-of.ts';
import { problemAt, valueAt } from './problems-of.ts';
import type { FieldPath, YamlSource } from './yaml-source.ts';

/**
 * What must hold beyond the single fields of a rule file, over the text itself: see `checkConfig`.
 * Errors: a group's name that comes twice, templates that cannot be filled, a label that would
 * change. Warnings: an alert's name that comes twice in a group, no severity, no summary, no rule, in a group or at all,
 * and what `checkDetect` finds.
 */
export function checkRules(source: YamlSource): Problem[] {
  const groups = entriesOf(source, ['groups']);
  const rules = groups.flatMap((group) => entriesOf(source, [...group, 'rules']));
  const empty = groups.every((group) => !Array.isArray(valueAt(source.plain, [...group, 'rules'])));
  return [
    ...(empty ? [problemAt(source, [], 'there is no rule in this file', 'value', 'warning')] : []),
    ...repeatedNames(source, groups, 'name'),
    ...groups.flatMap((group) =>
      repeatedNames(source, entriesOf(source, [...group, 'rules']), 'alert', 'warning'),
    ),
    ...(empty ? [] : groups.flatMap((group) => checkGroup(source, group))),
    ...rules.flatMap((rule) => [
      ...checkDetect(source, rule),
      ...checkLabels(source, rule),
      ...checkAnnotations(source, rule),
    ]),
  ];
}

function checkGroup(source: YamlSource, group: FieldPath): Problem[] {
  const rules = valueAt(source.plain, [...group, 'rules']);
  // What is there and no list is told by the schema.
  if (Array.isArray(rules) ? rules.length > 0 : rules !== undefined) return [];
  return [problemAt(source, group, 'this group has no rule', 'value', 'warning')];
}

function checkLabels(source: YamlSource, rule: FieldPath): Problem[] {
  const labels = textsAt(source, [...rule, 'labels']);
  const problems = Object.entries(labels).flatMap(([name, value]) => {
    const at = [...rule, 'labels', name];
    if (name === 'alertname') {
      return [problemAt(source, at, "is set by the rule's name; remove it", 'key')];
    }
    if (!value.includes('{{')) return [];
    const message = 'labels are no templates: a label must not change while an alert is active';
    return [problemAt(source, at, `${message}; use an annotation`)];
  });
  if (Object.hasOwn(labels, 'severity')) return problems;
  const message = `${alertOf(source, rule)} has no label severity (critical, warning or info); receivers route by it`;
  return [...problems, problemAt(source, [...rule, 'alert'], message, 'value', 'warning')];
}

function checkAnnotations(source: YamlSource, rule: FieldPath): Problem[] {
  const annotations = textsAt(source, [...rule, 'annotations']);
  const problems = Object.entries(annotations).flatMap(([name, value]) =>
    checkTemplate(value).map((wrong): Problem => {
      const at = [...rule, 'annotations', name];
      const problem = problemAt(source, at, `${wrong.part}: ${wrong.reason}`);
      return { ...problem, ...source.locateInside(at, value, wrong) };
    }),
  );
  if (Object.hasOwn(annotations, 'summary')) return problems;
  const message = `${alertOf(source, rule)} has no annotation summary, which is read first`;
  return [...problems, problemAt(source, [...rule, 'alert'], message, 'value', 'warning')];
}

function alertOf(source: YamlSource, rule: FieldPath): string {
  const name = valueAt(source.plain, [...rule, 'alert']);
  return typeof name === 'string' ? JSON.stringify(name) : 'it';
}

/** The texts of a mapping; what has another kind is told by the schema. */
function textsAt(source: YamlSource, path: FieldPath): Record<string, string> {
  const value = valueAt(source.plain, path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const texts = Object.entries(value).filter(([, text]) => typeof text === 'string');
  return Object.fromEntries(texts) as Record<string, string>;
}
