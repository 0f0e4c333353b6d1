import type { Problem } from '../model/config.ts';
import { defaultRule } from '../model/default-rule.ts';
import type { DetectRule, Rule } from '../model/rule.ts';
import { checkRules } from './check-rules.ts';
import { problemsOf } from './problems-of.ts';
import { type RulesFields, refusedRuleFields, rulesSchema } from './rules-schema.ts';
import { readYaml } from './yaml-source.ts';

/** The rules of a file, when nothing is wrong with it, and all that is wrong or doubtful. */
export type LoadedRules = {
  readonly rules?: readonly Rule[];
  readonly problems: readonly Problem[];
};

/**
 * The text of a rule file → its rules with every default filled in, or every problem at once. Where
 * `detect` says nothing, and for `interval` and `capture`, the shipped rule's value holds (see
 * `defaultRule`); `for` and `keep_firing_for` default to 0, as in Prometheus.
 */
export function loadRules(file: string, text: string): LoadedRules {
  const source = readYaml(file, text);
  if (!source.readable) return { problems: source.problems };
  const parsed = rulesSchema.safeParse(source.plain ?? {});
  const problems = [
    ...source.problems,
    ...(parsed.success ? [] : problemsOf(parsed.error.issues, source, refusedRuleFields)),
    ...checkRules(source),
  ].sort((a, b) => a.line - b.line || a.column - b.column);
  if (!parsed.success || problems.some(({ severity }) => severity === 'error')) return { problems };
  return { rules: rulesOf(parsed.data), problems };
}

function rulesOf({ groups = [] }: RulesFields): Rule[] {
  return groups.flatMap((group) =>
    (group.rules ?? []).map((rule) => ({
      group: group.name,
      alert: rule.alert,
      intervalMs: group.interval ?? defaultRule.intervalMs,
      timeScale: group.time_scale ?? defaultRule.timeScale,
      detect: detectOf(rule.detect),
      forMs: rule.for ?? 0,
      keepFiringForMs: rule.keep_firing_for ?? 0,
      capture: rule.capture ?? defaultRule.capture,
      labels: rule.labels ?? {},
      annotations: rule.annotations ?? {},
    })),
  );
}

type Given = NonNullable<NonNullable<RulesFields['groups']>[number]['rules']>[number]['detect'];

function detectOf(given: Given): DetectRule {
  const { detect } = defaultRule;
  return {
    signal: given.signal ?? detect.signal,
    verdicts: given.verdict ?? detect.verdicts,
    sensitivity: given.sensitivity ?? detect.sensitivity,
    minGrowth: given.min_growth ?? detect.minGrowth,
    horizonMs: given.horizon ?? detect.horizonMs,
    needsLimit: given.needs_limit ?? detect.needsLimit,
    leakKinds: given.leak_kind ?? detect.leakKinds,
  };
}
