import { z } from 'zod';
import type { ScrapeConfig } from '../model/config.ts';
import { type NameScheme, nameSchemes, wrongName } from '../model/label-name.ts';
import { type RelabelRule, relabelActions, relabelDefaults } from '../model/relabel.ts';
import { escapingSchemes } from '../model/unescape-name.ts';
import { defaults } from './defaults.ts';
import { escapingOf, type NameFields } from './escaping-of.ts';
import { fields, list, oneOf, text } from './fields.ts';

/** Prometheus' field: which names labels may have. */
export const nameScheme = oneOf(nameSchemes);

/** Prometheus' field: how a page is asked to write names. */
export const escapingScheme = oneOf(escapingSchemes);

const sourceLabel = text('the name of a label').superRefine((given, context) => {
  const message = wrongName(given);
  if (message !== null) context.addIssue({ code: 'custom', message });
});

/** Prometheus takes an action in any case. */
const action = z
  .string({ error: relabelActions.join(', ') })
  .meta({ enum: [...relabelActions] })
  .transform((word) => word.toLowerCase())
  .pipe(z.enum(relabelActions, { error: relabelActions.join(', ') }));

const modulus = z
  .string({ error: 'a whole number above 0' })
  .meta({ type: 'integer', minimum: 1 })
  .refine(isUint64, { error: 'it must be a whole number above 0, below 2^64' })
  .transform((digits) => BigInt(digits));

const relabelRule = fields({
  source_labels: list(sourceLabel, 'a list of label names').optional(),
  separator: text().optional(),
  regex: text('a regular expression').optional(),
  modulus: modulus.optional(),
  target_label: text('the name of a label').optional(),
  replacement: text().optional(),
  action: action.optional(),
});

/**
 * `relabel_configs`, `metric_relabel_configs` and the names that these may give; `checkRelabelling` says what must
 * hold between their fields.
 */
export const relabelFields = {
  metric_name_validation_scheme: nameScheme.optional(),
  metric_name_escaping_scheme: escapingScheme.optional(),
  relabel_configs: list(relabelRule, 'a list of rules').optional(),
  metric_relabel_configs: list(relabelRule, 'a list of rules').optional(),
};

type RuleFields = z.output<typeof relabelRule>;

/** Checked fields → rules with every default filled in; `global`: where a job says nothing of names. */
export function relabellingOf(
  job: {
    readonly relabel_configs?: readonly RuleFields[] | undefined;
    readonly metric_relabel_configs?: readonly RuleFields[] | undefined;
  } & NameFields,
  global: NameFields,
): Pick<ScrapeConfig, 'relabel' | 'metricRelabel' | 'escaping'> {
  const names =
    job.metric_name_validation_scheme ?? global.metric_name_validation_scheme ?? defaults.names;
  const escaping = escapingOf(job, global);
  return {
    relabel: rulesOf(job.relabel_configs, names),
    metricRelabel: rulesOf(job.metric_relabel_configs, names),
    ...(escaping === 'allow-utf-8' ? {} : { escaping }),
  };
}

function rulesOf(
  given: readonly RuleFields[] | undefined,
  names: NameScheme,
): readonly RelabelRule[] {
  return (given ?? []).map((rule) => ({
    action: rule.action ?? relabelDefaults.action,
    sourceLabels: rule.source_labels ?? relabelDefaults.sourceLabels,
    separator: rule.separator ?? relabelDefaults.separator,
    regex: rule.regex ?? relabelDefaults.regex,
    modulus: rule.modulus ?? relabelDefaults.modulus,
    targetLabel: rule.target_label ?? relabelDefaults.targetLabel,
    replacement: rule.replacement ?? relabelDefaults.replacement,
    names,
  }));
}

function isUint64(digits: string): boolean {
  return /^\d{1,20}$/.test(digits) && BigInt(digits) > 0n && BigInt(digits) < 2n ** 64n;
}
