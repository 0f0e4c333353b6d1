import type { Rule } from '../model/rule.ts';

/** Whether two rules are one and the same before and after a reload. */
export function isSameRule(rule: Rule, other: Rule): boolean {
  return rule.alert === other.alert && rule.group === other.group;
}
