import type { Problem } from '../model/config.ts';
import type { Labels } from '../model/labels.ts';
import { problemAt, problemsOf } from './problems-of.ts';
import { type RuleTestFields, refusedTestFields, ruleTestsSchema } from './rule-tests-schema.ts';
import type { Step } from './series-notation.ts';
import type { SeriesName } from './series-selector.ts';
import { readYaml, type YamlSource } from './yaml-source.ts';

/** One recorded series of a test: a step for each interval, from the test's start on. */
export type InputSeries = SeriesName & {
  readonly steps: readonly Step[];
  /** Where it stands in its file. */
  readonly line: number;
};

/** An alert that must be firing. `annotations`: those that are compared; none named, none compared. */
export type ExpectedAlert = { readonly labels: Labels; readonly annotations: Labels };

/** Which alerts of one name must be firing at one time, and no others. */
export type AlertTest = {
  readonly evalAtMs: number;
  readonly alertname: string;
  readonly expected: readonly ExpectedAlert[];
  /** Where it stands in its file. */
  readonly line: number;
};

/** One test: series, and what must fire when. Times are after its start, which is unix time 0. */
export type RuleTest = {
  readonly name: string;
  readonly intervalMs: number;
  readonly inputSeries: readonly InputSeries[];
  readonly alertTests: readonly AlertTest[];
  /** Templates can name them; as with promtool they are no labels of the alerts. */
  readonly externalLabels: Labels;
  readonly line: number;
};

/** A file of rule tests. */
export type RuleTests = {
  /** As written, paths or patterns; relative to the file. */
  readonly ruleFiles: readonly string[];
  /** How often the rules are judged; the group's own interval when it is not given. */
  readonly evaluationIntervalMs: number | null;
  /** Groups that it names, with where: their order changes nothing, since no rule reads another's series. */
  readonly groups: readonly { readonly name: string; readonly line: number }[];
  readonly tests: readonly RuleTest[];
};

/** The tests of a file, when nothing is wrong with it, and all that is wrong or doubtful. */
export type LoadedRuleTests = {
  readonly ruleTests?: RuleTests;
  readonly problems: readonly Problem[];
};

/**
 * The text of a file in promtool's unit-test format → its tests, or every problem at once
 * (https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/). Two differences:
 * annotations are compared only where they are named, since an explanation holds measured numbers,
 * and PromQL expressions are refused.
 */
export function loadRuleTests(file: string, text: string): LoadedRuleTests {
  const source = readYaml(file, text);
  if (!source.readable) return { problems: source.problems };
  const parsed = ruleTestsSchema.safeParse(source.plain ?? {});
  if (!parsed.success || source.problems.length > 0) {
    const issues = parsed.error?.issues ?? [];
    return { problems: [...source.problems, ...problemsOf(issues, source, refusedTestFields)] };
  }
  const { rule_files, evaluation_interval, group_eval_order = [], tests } = parsed.data;
  const ruleTests = {
    ruleFiles: rule_files,
    evaluationIntervalMs: evaluation_interval ?? null,
    groups: group_eval_order.map((name, i) => ({
      name,
      line: source.locate(['group_eval_order', i]).line,
    })),
    tests: tests.map((test, i) => testOf(test, i, evaluation_interval ?? 60_000, source)),
  };
  return { ruleTests, problems: checkTests(ruleTests, source) };
}

function testOf(
  test: RuleTestFields,
  i: number,
  usualIntervalMs: number,
  source: YamlSource,
): RuleTest {
  return {
    name: test.name ?? `test ${i + 1}`,
    intervalMs: test.interval ?? usualIntervalMs,
    externalLabels: test.external_labels ?? {},
    inputSeries: test.input_series.map(({ series, values }, j) => ({
      ...series,
      steps: values,
      line: source.locate(['tests', i, 'input_series', j]).line,
    })),
    alertTests: (test.alert_rule_test ?? []).map((asked, j) => ({
      evalAtMs: asked.eval_time,
      alertname: asked.alertname,
      expected: (asked.exp_alerts ?? []).map((alert) => ({
        labels: alert.exp_labels ?? {},
        annotations: alert.exp_annotations ?? {},
      })),
      line: source.locate(['tests', i, 'alert_rule_test', j]).line,
    })),
    line: source.locate(['tests', i]).line,
  };
}

/** A test that asks for nothing, or for a time after its series, passes whatever the rules say. */
function checkTests({ tests }: RuleTests, source: YamlSource): Problem[] {
  return tests.flatMap((test, i) => {
    const endMs =
      Math.max(0, ...test.inputSeries.map(({ steps }) => steps.length)) * test.intervalMs;
    const late = test.alertTests.flatMap(({ evalAtMs }, j) => {
      if (evalAtMs <= endMs) return [];
      const at = ['tests', i, 'alert_rule_test', j, 'eval_time'];
      return [problemAt(source, at, 'is after the last value of every series', 'value', 'warning')];
    });
    if (test.alertTests.length > 0) return late;
    return [problemAt(source, ['tests', i], 'asks for nothing', 'value', 'warning')];
  });
}
