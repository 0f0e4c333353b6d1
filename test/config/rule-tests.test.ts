import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadRuleTests } from '../../src/config/load-rule-tests.ts';
import { parseSeriesNotation, type Step } from '../../src/config/series-notation.ts';
import { parseSeriesSelector } from '../../src/config/series-selector.ts';

describe('series notation', () => {
  const check = (text: string, expected: readonly Step[] | string) => {
    const result = parseSeriesNotation(text);
    expect(result.ok ? result.value : result.reason).toEqual(expected);
  };

  test.each<[string, Step[]]>([
    ['', []],
    ['1 2.5 -3 1e3 .5', [1, 2.5, -3, 1000, 0.5]],
    // These four are the examples of promtool's own page.
    ['-2+4x3', [-2, 2, 6, 10]],
    ['1-2x4', [1, -1, -3, -5, -7]],
    ['1x4', [1, 1, 1, 1, 1]],
    ['1 _x3 stale', [1, null, null, null, 'stale']],
    ['100+10x2 100+10x2', [100, 110, 120, 100, 110, 120]],
    ['0x0', [0]],
    ['_ _x0 NaN', [null, null]],
    ['Inf -Inf +inf', [Infinity, -Infinity, Infinity]],
    ['1e6+2e5x2', [1e6, 1.2e6, 1.4e6]],
    [' 1\n 2\t3 ', [1, 2, 3]],
  ])('%s', check);

  test.each([
    [
      '1+x3',
      '"1+x3" is no series notation; write values like 1 2 3, 100+10x20, 100-10x20, 5x20, _, _x3, stale',
    ],
    [
      'x',
      '"x" is no series notation; write values like 1 2 3, 100+10x20, 100-10x20, 5x20, _, _x3, stale',
    ],
    [
      '1x-3',
      '"1x-3" is no series notation; write values like 1 2 3, 100+10x20, 100-10x20, 5x20, _, _x3, stale',
    ],
    ['1x99999999999', '1x99999999999 makes the series longer than 1000000 steps'],
    ['1x999990 _x99', '_x99 makes the series longer than 1000000 steps'],
  ])('%s is refused', check);

  test('is what it stands for', () => {
    const whole = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(whole, whole, fc.nat({ max: 50 }), (start, change, count) => {
        const sign = change < 0 ? '-' : '+';
        check(
          `${start}${sign}${Math.abs(change)}x${count}`,
          Array.from({ length: count + 1 }, (_, i) => start + i * change),
        );
      }),
    );
  });

  test('of any text is steps or a reason', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const result = parseSeriesNotation(text);
        expect(result.ok ? 'steps' : result.reason).not.toBe('');
      }),
    );
  });
});

describe('a series', () => {
  const check = (text: string, expected: unknown) => {
    const result = parseSeriesSelector(text);
    expect(result.ok ? result.value : result.reason).toEqual(expected);
  };

  test.each<[string, unknown]>([
    ['up', { name: 'up', labels: {} }],
    ['up{}', { name: 'up', labels: {} }],
    [' a:b { x = "1" , y="2", } ', { name: 'a:b', labels: { x: '1', y: '2' } }],
    [String.raw`a{x="q\"b\\n\n,}"}`, { name: 'a', labels: { x: 'q"b\\n\n,}' } }],
    ['a{x="1"', '"a{x=\\"1\\"" is no series; write it like name{job="a",instance="b"}'],
    ['a{x=1}', '"a{x=1}" is no series; write it like name{job="a",instance="b"}'],
    [
      'a{x="1" y="2"}',
      '"a{x=\\"1\\" y=\\"2\\"}" is no series; write it like name{job="a",instance="b"}',
    ],
    ['a{x="1",x="2"}', 'the label x is given twice'],
    ['{"my.metric",x="1"}', { name: 'my.metric', labels: { x: '1' } }],
    ['{"host.name"="h","a \\"b\\""}', { name: 'a "b"', labels: { 'host.name': 'h' } }],
    ['a{"host.name"="h", "ü"="1"}', { name: 'a', labels: { 'host.name': 'h', ü: '1' } }],
    ['a{""="h"}', "a label's name must not be empty"],
    ['a{"b"}', '"a{\\"b\\"}" is no series; write it like name{job="a",instance="b"}'],
    ['{x="1"}', '"{x=\\"1\\"}" is no series; write it like name{job="a",instance="b"}'],
  ])('%s', check);

  test('keeps any value', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const escaped = value.replaceAll(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`));
        check(`a{x="${escaped}"}`, { name: 'a', labels: { x: value } });
      }),
    );
  });
});

describe('a file of tests', () => {
  test('has its fields where they belong', () => {
    expect(
      loadRuleTests(
        't.yaml',
        `
rule_files: [a.yaml]
evaluation_interval: 30s
fuzzy_compare: true
group_eval_order: [g]
tests:
  - name: ramp
    interval: 5m
    external_labels: { cluster: eu-1 }
    input_series:
      - series: 'up{job="a"}'
        values: 1+1x2
    alert_rule_test:
      - eval_time: 10m
        alertname: A
        exp_alerts: [{ exp_labels: { severity: page }, exp_annotations: { summary: s } }, {}]
  - input_series: [{ series: up, values: 1 }]
    alert_rule_test: [{ eval_time: 30s, alertname: A }]
`,
      ),
    ).toEqual({
      problems: [],
      ruleTests: {
        ruleFiles: ['a.yaml'],
        evaluationIntervalMs: 30_000,
        groups: [{ name: 'g', line: 5 }],
        tests: [
          {
            name: 'ramp',
            line: 7,
            intervalMs: 300_000,
            externalLabels: { cluster: 'eu-1' },
            inputSeries: [{ name: 'up', labels: { job: 'a' }, steps: [1, 2, 3], line: 11 }],
            alertTests: [
              {
                evalAtMs: 600_000,
                alertname: 'A',
                line: 14,
                expected: [
                  { labels: { severity: 'page' }, annotations: { summary: 's' } },
                  { labels: {}, annotations: {} },
                ],
              },
            ],
          },
          {
            name: 'test 2',
            line: 17,
            intervalMs: 30_000,
            externalLabels: {},
            inputSeries: [{ name: 'up', labels: {}, steps: [1], line: 17 }],
            alertTests: [{ evalAtMs: 30_000, alertname: 'A', expected: [], line: 18 }],
          },
        ],
      },
    });
  });

  const check = (text: string, expected: readonly string[]) =>
    expect(
      loadRuleTests('t.yaml', text).problems.map(
        ({ line, column, severity, message }) => `${line}:${column} ${severity}: ${message}`,
      ),
    ).toEqual(expected);

  test.each([
    {
      name: 'nothing',
      text: '',
      problems: [
        '1:1 error: rule_files: is missing; needs a list of rule files',
        '1:1 error: tests: is missing; needs a list of tests',
      ],
    },
    {
      name: 'PromQL, a series and its values',
      text: 'rule_files: [a]\ntests:\n  - input_series: [{ series: "up{", values: 1y2 }]\n    promql_expr_test: []\n',
      problems: [
        '3:30 error: tests[0].input_series[0].series: "up{" is no series; write it like name{job="a",instance="b"}',
        '3:45 error: tests[0].input_series[0].values: "1y2" is no series notation; write values like 1 2 3, 100+10x20, 100-10x20, 5x20, _, _x3, stale',
        '4:5 error: tests[0].promql_expr_test: there is no PromQL here; use alert_rule_test',
      ],
    },
    {
      name: 'a test that asks for nothing, and one that asks too late',
      text: 'rule_files: [a]\ntests:\n  - input_series: []\n  - input_series: [{ series: up, values: 1x9 }]\n    alert_rule_test: [{ eval_time: 1h, alertname: A }]\n',
      problems: [
        '3:5 warning: tests[0]: asks for nothing',
        '5:36 warning: tests[1].alert_rule_test[0].eval_time: is after the last value of every series',
      ],
    },
  ])('$name', ({ text, problems }) => check(text, problems));
});
