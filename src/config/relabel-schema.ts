import { z } from 'zod';
import { type RelabelRule, relabelActions, relabelDefaults } from '../model/relabel.ts';
import { fields, list, text } from './fields.ts';

const sourceLabel = text('the name of a label').regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, {
  error: "a label's name is letters, digits and _",
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

/** `relabel_configs` and `metric_relabel_configs`; `checkRelabelling` says what must hold between their fields. */
export const relabelFields = {
  relabel_configs: list(relabelRule, 'a list of rules').optional(),
  metric_relabel_configs: list(relabelRule, 'a list of rules').optional(),
};

/** Checked fields → rules with every default filled in. */
export function relabelRulesOf(
  given: readonly z.output<typeof relabelRule>[] | undefined,
): readonly RelabelRule[] {
  return (given ?? []).map((rule) => ({
    action: rule.action ?? relabelDefaults.action,
    sourceLabels: rule.source_labels ?? relabelDefaults.sourceLabels,
    separator: rule.separator ?? relabelDefaults.separator,
    regex: rule.regex ?? relabelDefaults.regex,
    modulus: rule.modulus ?? relabelDefaults.modulus,
    targetLabel: rule.target_label ?? relabelDefaults.targetLabel,
    replacement: rule.replacement ?? relabelDefaults.replacement,
  }));
}

function isUint64(digits: string): boolean {
  return /^\d{1,20}$/.test(digits) && BigInt(digits) > 0n && BigInt(digits) < 2n ** 64n;
}
