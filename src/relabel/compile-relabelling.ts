import { isLabelName } from '../model/label-name.ts';
import type { Labels } from '../model/labels.ts';
import type { RelabelRule } from '../model/relabel.ts';
import { failure, type Result, success } from '../model/result.ts';
import { changeCase } from './change-case.ts';
import { type Anchored, compileAnchored } from './compile-anchored.ts';
import { compileTemplate } from './compile-template.ts';
import { hashMod } from './hash-mod.ts';
import { LabelBuilder } from './label-builder.ts';

/** Labels → what rules make of them; null: dropped. */
export type Relabelling = (labels: Labels) => Labels | null;

/** Whether the labels are kept. */
type Step = (labels: LabelBuilder) => boolean;

/**
 * Rules → one function that applies them in order, as Prometheus does (model/relabel/relabel.go).
 * Fails where a regular expression is none: the configuration's check has told it by then.
 */
export function compileRelabelling(rules: readonly RelabelRule[]): Result<Relabelling> {
  const steps: Step[] = [];
  for (const rule of rules) {
    const regex = compileAnchored(rule.regex);
    if (!regex.ok) return failure(`${JSON.stringify(rule.regex)} ${regex.reason}`, regex.cause);
    steps.push(stepOf(rule, regex.value));
  }
  return success((labels) => {
    const builder = new LabelBuilder(labels);
    return steps.every((step) => step(builder)) ? builder.labels() : null;
  });
}

function stepOf(rule: RelabelRule, regex: Anchored): Step {
  const { targetLabel, modulus } = rule;
  const read = sourceOf(rule);
  switch (rule.action) {
    case 'replace':
      return replace(rule, regex);
    case 'keep':
      return (labels) => regex.test(read(labels));
    case 'drop':
      return (labels) => !regex.test(read(labels));
    case 'keepequal':
      return (labels) => labels.get(targetLabel) === read(labels);
    case 'dropequal':
      return (labels) => labels.get(targetLabel) !== read(labels);
    case 'hashmod':
      return set(targetLabel, (labels) => String(hashMod(read(labels), modulus)));
    case 'lowercase':
      return set(targetLabel, (labels) => changeCase(read(labels), 'lower'));
    case 'uppercase':
      return set(targetLabel, (labels) => changeCase(read(labels), 'upper'));
    case 'labelmap':
      return labelMap(rule, regex);
    case 'labeldrop':
      return without((name) => regex.test(name));
    case 'labelkeep':
      return without((name) => !regex.test(name));
  }
}

function sourceOf({ sourceLabels, separator }: RelabelRule): (labels: LabelBuilder) => string {
  const [only, ...others] = sourceLabels;
  // Most rules read one label.
  if (only !== undefined && others.length === 0) return (labels) => labels.get(only);
  return (labels) => sourceLabels.map((name) => labels.get(name)).join(separator);
}

function replace(rule: RelabelRule, regex: Anchored): Step {
  const read = sourceOf(rule);
  const [target, replacement] = [rule.targetLabel, rule.replacement].map(compileTemplate);
  return (labels) => {
    const groups = regex.match(read(labels));
    if (groups === null) return true;
    const name = target?.(groups) ?? '';
    if (isLabelName(name, rule.names)) labels.set(name, replacement?.(groups) ?? '');
    return true;
  };
}

function set(name: string, value: (labels: LabelBuilder) => string): Step {
  return (labels) => {
    labels.set(name, value(labels));
    return true;
  };
}

/** A name that is none any more leaves the label where it was. */
function labelMap({ replacement, names }: RelabelRule, regex: Anchored): Step {
  const template = compileTemplate(replacement);
  return (labels) => {
    for (const [name, value] of labels.entries()) {
      const groups = regex.test(name) ? regex.match(name) : null;
      if (groups === null) continue;
      const target = template(groups);
      if (isLabelName(target, names)) labels.set(target, value);
    }
    return true;
  };
}

function without(goes: (name: string) => boolean): Step {
  return (labels) => {
    labels.deleteWhere(goes);
    return true;
  };
}
