import type { z } from 'zod';
import { boolean, duration, fields, labels, list, name, parsed, span, text } from './fields.ts';
import { parseSeriesNotation } from './series-notation.ts';
import { parseSeriesSelector } from './series-selector.ts';

const needs = {
  series: 'a series such as name{job="a",instance="b"}',
  values: 'its values, such as 100+10x20',
};

const alertTest = fields({
  eval_time: duration(),
  alertname: name('the name of the alert'),
  exp_alerts: list(
    fields({ exp_labels: labels().optional(), exp_annotations: labels().optional() }),
    'a list of { exp_labels: {…}, exp_annotations: {…} }',
  ).optional(),
});

/** promtool's unit-test format, as far as rules with `detect` have use for it. */
export const ruleTestsSchema = fields({
  rule_files: list(name('the path of a rule file'), 'a list of rule files').min(1, {
    error: 'at least one rule file',
  }),
  evaluation_interval: span().optional(),
  // Taken, so that files of promtool's need no change; nothing here depends on them.
  fuzzy_compare: boolean().optional(),
  group_eval_order: list(name('the name of a group'), 'a list of names of groups').optional(),
  tests: list(
    fields({
      name: text('the name of the test').optional(),
      interval: span().optional(),
      external_labels: labels().optional(),
      input_series: list(
        fields({
          series: parsed(parseSeriesSelector, needs.series),
          values: parsed(parseSeriesNotation, needs.values),
        }),
        'a list of { series: …, values: … }',
      ),
      alert_rule_test: list(alertTest, 'a list of expectations').optional(),
    }),
    'a list of tests',
  ),
});

const noPromql = 'there is no PromQL here; use alert_rule_test';

/** Fields of promtool's that have no place here, each with why. */
export const refusedTestFields: Readonly<Record<string, string>> = {
  'tests.promql_expr_test': noPromql,
  'tests.start_timestamp': 'tests start at unix time 0 here; remove the field',
  'tests.external_url': 'this version has no external URL in its templates',
};

/** The fields of one test. */
export type RuleTestFields = z.output<typeof ruleTestsSchema>['tests'][number];
