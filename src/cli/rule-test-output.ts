import type { ExpectedAlert, RuleTest } from '../config/load-rule-tests.ts';
import type { Labels } from '../model/labels.ts';
import { formatDuration } from '../render/format-duration.ts';
import { jsonLine } from '../render/json-line.ts';
import { printable } from '../render/printable.ts';
import type { AlertOutcome } from './run-rule-test.ts';

/** What one expectation came to, and whose it is. */
export type NamedOutcome = AlertOutcome & { readonly file: string; readonly test: RuleTest };

/** A failed expectation as promtool prints it, and what was said of each workload instead. */
export function outcomeText({ test, asked, got, verdicts }: NamedOutcome): string {
  return [
    `    name: ${printable(test.name)},`,
    `    alertname: ${printable(asked.alertname)}, time: ${formatDuration(asked.evalAtMs / 1000)}, line: ${asked.line},`,
    `        exp:${alertsText(asked.expected)},`,
    `        got:${alertsText(got)}`,
    ...verdicts.map(
      ({ workload, verdict: { kind, shape, explanation } }) =>
        `        ${printable(workload)}: ${kind}${shape === null ? '' : ` (${shape})`}. ${printable(explanation)}`,
    ),
  ].join('\n');
}

/** One expectation as a line of JSON; times are seconds after the test's start. */
export function outcomeJson({ file, test, asked, passed, got, verdicts }: NamedOutcome): string {
  return jsonLine({
    file,
    line: asked.line,
    test: test.name,
    alertname: asked.alertname,
    evalSeconds: asked.evalAtMs / 1000,
    passed,
    expected: asked.expected,
    got,
    verdicts: verdicts.map(({ workload, verdict: { kind, shape, explanation } }) => ({
      workload,
      verdict: kind,
      shape,
      explanation,
    })),
  });
}

function alertsText(alerts: readonly ExpectedAlert[]): string {
  if (alerts.length === 0) return '[]';
  const rows = alerts.map(
    ({ labels, annotations }, i) =>
      `            ${i}:\n              Labels:${labelsText(labels)}\n              Annotations:${labelsText(annotations)}`,
  );
  return `[\n${rows.join('\n')}\n            ]`;
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`;
}
