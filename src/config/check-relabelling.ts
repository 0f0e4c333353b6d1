import type { Problem } from '../model/config.ts';
import { type NameScheme, nameSchemes, wrongName } from '../model/label-name.ts';
import { type RelabelAction, relabelDefaults } from '../model/relabel.ts';
import { compileAnchored } from '../relabel/compile-anchored.ts';
import { defaults } from './defaults.ts';
import { entriesOf } from './entries-of.ts';
import { problemAt, valueAt } from './problems-of.ts';
import type { FieldPath, YamlSource } from './yaml-source.ts';

/**
 * What Prometheus refuses of a job's relabelling beyond its single fields (model/relabel/relabel.go,
 * Validate): an expression that is none, a target that is missing or no name, fields that its action
 * has no use for.
 */
export function checkRelabelling(source: YamlSource, job: FieldPath): Problem[] {
  const names = schemeAt(source, job) ?? schemeAt(source, ['global']) ?? defaults.names;
  const rules = ['relabel_configs', 'metric_relabel_configs']
    .flatMap((list) => entriesOf(source, [...job, list]))
    .flatMap((rule) => checkRule(source, rule, names));
  return [...checkEscaping(source, job, names), ...rules];
}

/** As Prometheus: who takes the older names alone must not ask for others. */
function checkEscaping(source: YamlSource, job: FieldPath, names: NameScheme): Problem[] {
  const field = 'metric_name_escaping_scheme';
  const inherits = schemeAt(source, job) === undefined;
  const at = [job, ...(inherits ? [['global']] : [])].find(
    (place) => valueAt(source.plain, [...place, field]) !== undefined,
  );
  if (names !== 'legacy' || at === undefined) return [];
  if (valueAt(source.plain, [...at, field]) !== 'allow-utf-8') return [];
  const text =
    'allow-utf-8 asks for names that metric_name_validation_scheme: legacy does not allow; write underscores, dots or values';
  return [problemAt(source, [...at, field], text)];
}

function schemeAt(source: YamlSource, at: FieldPath): NameScheme | undefined {
  const given = valueAt(source.plain, [...at, 'metric_name_validation_scheme']);
  return nameSchemes.find((scheme) => scheme === given);
}

type Rule = {
  readonly source: YamlSource;
  readonly at: FieldPath;
  readonly action: RelabelAction;
  readonly names: NameScheme;
  readonly field: (name: string) => string | undefined;
};

/** Those that write into `target_label`. */
const writing: readonly RelabelAction[] = [
  'replace',
  'hashmod',
  'lowercase',
  'uppercase',
  'keepequal',
  'dropequal',
];

function checkRule(source: YamlSource, at: FieldPath, names: NameScheme): Problem[] {
  const field = (name: string) => {
    const value = valueAt(source.plain, [...at, name]);
    return typeof value === 'string' ? value : undefined;
  };
  const action = (field('action') ?? relabelDefaults.action).toLowerCase() as RelabelAction;
  const rule: Rule = { source, at, action, names, field };
  return [...checkRegex(rule), ...checkTarget(rule), ...checkModulus(rule), ...checkIdle(rule)];
}

function checkRegex({ source, at, field }: Rule): Problem[] {
  const compiled = compileAnchored(field('regex') ?? relabelDefaults.regex);
  if (compiled.ok) return [];
  return [problemAt(source, [...at, 'regex'], compiled.reason)];
}

function checkTarget({ source, at, action, names, field }: Rule): Problem[] {
  if (action === 'labelmap') {
    const replacement = field('replacement') ?? relabelDefaults.replacement;
    const wrong = wrongTemplate(replacement, names);
    return wrong === null ? [] : [problemAt(source, [...at, 'replacement'], wrong)];
  }
  if (!writing.includes(action)) return [];
  const target = field('target_label') ?? '';
  if (target === '') return [problemAt(source, at, `${action} needs target_label`)];
  const wrong = action === 'replace' ? wrongTemplate(target, names) : wrongName(target, names);
  return wrong === null ? [] : [problemAt(source, [...at, 'target_label'], wrong)];
}

function checkModulus({ source, at, action, field }: Rule): Problem[] {
  const needs = action === 'hashmod' && field('modulus') === undefined;
  return needs ? [problemAt(source, at, 'hashmod needs modulus')] : [];
}

/** A field without effect was meant for another action. */
function checkIdle({ source, at, action }: Rule): Problem[] {
  return (idle[action] ?? [])
    .filter((name) => valueAt(source.plain, [...at, name]) !== undefined)
    .map((name) => problemAt(source, [...at, name], `means nothing to ${action}`, 'key'));
}

const idle: Partial<Record<RelabelAction, readonly string[]>> = {
  labeldrop: ['source_labels', 'target_label', 'modulus', 'separator', 'replacement'],
  labelkeep: ['source_labels', 'target_label', 'modulus', 'separator', 'replacement'],
  keepequal: ['regex', 'modulus', 'separator', 'replacement'],
  dropequal: ['regex', 'modulus', 'separator', 'replacement'],
  lowercase: ['replacement'],
  uppercase: ['replacement'],
};

/** Why no name can come of a name with references to groups where parts of it will stand, or null. */
function wrongTemplate(target: string, names: NameScheme): string | null {
  const isLegacy = /^(?:(?:[a-zA-Z_]|\$(?:\{\w+\}|\w+))+\w*)+$/.test(target);
  return isLegacy ? null : wrongName(target, names);
}
