import type { Rule } from '../model/rule.ts';

type Named = Pick<Rule, 'alert' | 'group'>;

/** Whether two rules are one and the same before and after a reload. */
export function isSameRule(rule: Named, other: Named): boolean {
  return rule.alert === other.alert && rule.group === other.group;
}
