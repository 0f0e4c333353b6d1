import type { AlertTest, ExpectedAlert, RuleTest } from '../config/load-rule-tests.ts';
import type { Labels } from '../model/labels.ts';
import type { Rule } from '../model/rule.ts';
import type { Verdict } from '../model/verdict.ts';
import { fillTemplate } from '../render/fill-template.ts';
import { replay } from '../watch/replay.ts';
import { readingsOfSeries, type WorkloadReadings } from './readings-of-series.ts';

/** What one expectation of a test came to. */
export type AlertOutcome = {
  readonly asked: AlertTest;
  readonly passed: boolean;
  readonly got: readonly ExpectedAlert[];
  /** What was said of each workload at that time: why there is an alert, or none. */
  readonly verdicts: readonly { readonly workload: string; readonly verdict: Verdict }[];
};

/**
 * Sends the series of one test through the pipeline of the live engine and compares the alerts that
 * are firing at each time with those expected: the same labels, and the annotations that are named.
 * As in promtool, `alertname` need not stand among the expected labels.
 */
export function runRuleTest(test: RuleTest, rules: readonly Rule[]): AlertOutcome[] {
  const workloads = readingsOfSeries(test.inputSeries, test.intervalMs);
  return test.alertTests.map((asked) => {
    const own = rules.filter(({ alert }) => alert === asked.alertname);
    const answers = workloads.map((workload) =>
      answerOf(workload, own, asked.evalAtMs, test.externalLabels),
    );
    const got = answers.flatMap(({ alerts }) => alerts);
    return {
      asked,
      passed: sameAlerts(asked.expected, got),
      got,
      verdicts: answers.flatMap(({ workload, verdict }) =>
        verdict === null ? [] : [{ workload, verdict }],
      ),
    };
  });
}

/** What is firing at a time rests on nothing later: the later readings are not even shown. */
function answerOf(
  workload: WorkloadReadings,
  rules: readonly Rule[],
  atMs: number,
  externalLabels: Labels,
) {
  const until = workload.readings.filter((reading) => reading.atMs <= atMs);
  const { incidents, last } = replay(until, rules);
  const firing = incidents.filter(({ resolvedAtMs }) => resolvedAtMs === null);
  return {
    workload: workload.workload,
    verdict: last,
    alerts: firing.map(({ rule, verdict }) => alertOf(rule, verdict, workload, externalLabels)),
  };
}

/** The alert as a receiver would get it; its labels are put together as `incident/step.ts` does it. */
function alertOf(
  rule: Rule,
  verdict: Verdict,
  of: WorkloadReadings,
  externalLabels: Labels,
): ExpectedAlert {
  const own = of.labels.get(verdict.instance ?? '') ?? {};
  const labels = { ...own, workload: of.workload, ...rule.labels, alertname: rule.alert };
  const named = { ...externalLabels, ...labels };
  const data = {
    labels: named,
    value: verdict.leakRatePerSecond,
    explanation: verdict.explanation,
  };
  const annotations = Object.entries(rule.annotations).map(([name, template]) => [
    name,
    fillTemplate(template, data),
  ]);
  return { labels, annotations: Object.fromEntries(annotations) };
}

function sameAlerts(expected: readonly ExpectedAlert[], got: readonly ExpectedAlert[]): boolean {
  const left = [...got];
  for (const alert of expected) {
    const at = left.findIndex((other) => isExpected(alert, other));
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return left.length === 0;
}

function isExpected(expected: ExpectedAlert, got: ExpectedAlert): boolean {
  const alertname = got.labels['alertname'] ?? '';
  const wanted = { alertname, ...expected.labels };
  return (
    holds(got.labels, wanted) &&
    holds(wanted, got.labels) &&
    holds(got.annotations, expected.annotations)
  );
}

function holds(all: Labels, some: Labels): boolean {
  return Object.entries(some).every(([name, value]) => all[name] === value);
}
