import { defaultRule } from '../../src/model/default-rule.ts';
import type { Rule } from '../../src/model/rule.ts';

/** The rule that ships, with a summary short enough for a test; what a test is about goes into `over`. */
export function rule(over: Partial<Rule> = {}): Rule {
  return { ...defaultRule, annotations: { summary: '{{ $labels.workload }} leaks' }, ...over };
}
