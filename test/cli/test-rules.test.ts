import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shippedRuleFiles } from '../../src/cli/read-files.ts';
import * as testRules from '../../src/cli/test-rules.ts';
import { expectGolden } from '../support/golden.ts';
import { runIn } from './fake-io.ts';

const rules = `groups:
  - name: g
    rules:
      - alert: Leak
        detect: {}
        labels: { severity: page }
        annotations: { summary: "{{ $labels.instance }} of {{ $labels.workload }}" }
`;
const leaking = `process_resident_memory_bytes{job="shop",instance="a"}', values: 100e6+5e6x150`;
const calm = `process_resident_memory_bytes{job="shop",instance="b"}', values: 100e6x150`;
const limit = `container_spec_memory_limit_bytes{job="shop",instance="a"}', values: 900e6x150`;

/** A file of one test over three series of two instances, which expects these alerts at 2h20m. */
const asking = (alerts: string, series = [leaking, calm, limit]) => `rule_files: [rules.yaml]
tests:
  - name: one of two
    input_series: [${series.map((one) => `{ series: '${one} }`).join(', ')}]
    alert_rule_test:
      - { eval_time: 2h20m, alertname: Leak, exp_alerts: ${alerts} }
`;
const labels = 'severity: page, job: shop, instance: a, workload: shop';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sawtooth-test-rules-'));
  writeFileSync(join(folder, 'rules.yaml'), rules);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function outcome(text: string, ...flags: string[]) {
  writeFileSync(join(folder, 'a.test.yaml'), text);
  return runIn(folder, testRules, ['rules', 'a.test.yaml', ...flags]);
}

describe('test rules', () => {
  test.each([
    { name: 'the labels of rule, series and workload', alerts: `[{ exp_labels: { ${labels} } }]` },
    { name: 'its name too', alerts: `[{ exp_labels: { ${labels}, alertname: Leak } }]` },
    {
      name: 'an annotation that is named',
      alerts: `[{ exp_labels: { ${labels} }, exp_annotations: { summary: a of shop } }]`,
    },
  ])('passes with $name', async ({ alerts }) => {
    expect(await outcome(asking(alerts))).toEqual({
      code: 0,
      out: 'Unit Testing:  a.test.yaml\n  SUCCESS: 1 test\n\n',
      err: '',
    });
  });

  test.each([
    { name: 'none', alerts: '[]' },
    { name: 'a label too few', alerts: '[{ exp_labels: { severity: page } }]' },
    { name: 'another value', alerts: `[{ exp_labels: { ${labels.replace('page', 'info')} } }]` },
    { name: 'another name', alerts: `[{ exp_labels: { ${labels}, alertname: Leek } }]` },
    { name: 'it twice', alerts: `[{ exp_labels: { ${labels} } }, { exp_labels: { ${labels} } }]` },
    {
      name: 'another annotation',
      alerts: `[{ exp_labels: { ${labels} }, exp_annotations: { summary: b of shop } }]`,
    },
  ])('fails when it expects $name', async ({ alerts }) => {
    const { code, out } = await outcome(asking(alerts));
    expect(code).toBe(1);
    expect(out).toContain(
      '  FAILED:\n    name: one of two,\n    alertname: Leak, time: 2 h 20 min',
    );
    expect(out).toContain(
      'Labels:{alertname="Leak", instance="a", job="shop", severity="page", workload="shop"}',
    );
  });

  test('fails when nothing fires, and says what was seen instead', async () => {
    const { code, out } = await outcome(asking(`[{ exp_labels: { ${labels} } }]`, [calm]));
    expect(code).toBe(1);
    expect(out).toMatch(/got:\[\]\n {8}shop: steady \(flat\)\. \S/);
  });

  test('prints one JSON object an expectation', async () => {
    const { out } = await outcome(asking('[]'), '--json');
    expect(JSON.parse(out)).toMatchObject({
      file: 'a.test.yaml',
      line: 6,
      test: 'one of two',
      alertname: 'Leak',
      evalSeconds: 8400,
      passed: false,
      expected: [],
      got: [{ labels: { instance: 'a', alertname: 'Leak' } }],
      verdicts: [{ workload: 'shop', verdict: 'leak' }],
    });
  });

  test.each([
    {
      name: 'an alert that no rule makes',
      text: asking('[]').replace('alertname: Leak', 'alertname: Leek'),
      says: 'a.test.yaml:6:1: error: no rule makes the alert "Leek" (did you mean Leak?)\n',
    },
    {
      name: 'a metric that nobody reads',
      text: asking('[]').replace('process_resident', 'proces_resident'),
      says: 'a.test.yaml:4:1: error: no figure comes from the metric proces_resident_memory_bytes (did you mean process_resident_memory_bytes?)\n',
    },
    {
      name: 'a wrong field',
      text: asking('[]').replace('eval_time', 'evil_time'),
      says: 'a.test.yaml:6:9: error: tests[0].alert_rule_test[0].eval_time: is missing; needs a duration such as 30s, 5m or 1h30m\na.test.yaml:6:11: error: tests[0].alert_rule_test[0].evil_time: unknown field (did you mean eval_time?)\n',
    },
  ])('$name makes a file unusable', async ({ text, says }) => {
    expect(await outcome(text)).toEqual({ code: 2, out: '', err: says });
  });

  test('so does a rule file that is not there', async () => {
    const { code, err } = await outcome(asking('[]').replace('rules.yaml', 'none.yaml'));
    expect(err).toContain('none.yaml: there is no such file');
    expect(code).toBe(2);
  });

  test('a failure reads as promtool writes it', async () => {
    const { out } = await outcome(asking(`[{ exp_labels: { ${labels}, team: x } }]`));
    // What was seen is the detector's to say.
    const seen = /(shop: leak \(\w+\)\.) .*/;
    expectGolden('cli/test-rules-failed.txt', out.replace(seen, '$1 …'));
  });

  test('rule files may be a pattern, which means no tests', async () => {
    const { code } = await outcome(asking('[]', [calm]).replace('rules.yaml', '"*.yaml"'));
    expect(code).toBe(0);
  });

  test('the interval of series is that of evaluations where nothing else is said', async () => {
    const slow = asking(`[{ exp_labels: { ${labels} } }]`).replace('2h20m', '11h40m');
    const { code, err } = await outcome(slow.replace('tests:', 'evaluation_interval: 5m\ntests:'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test('templates see external labels, the labels of the alert do not', async () => {
    writeFileSync(
      join(folder, 'external.yaml'),
      rules.replace('{{ $labels.workload }}', '{{ $externalLabels.cluster }}'),
    );
    const alerts = `[{ exp_labels: { ${labels} }, exp_annotations: { summary: a of eu-1 } }]`;
    const text = asking(alerts)
      .replace('rules.yaml', 'external.yaml')
      .replace('    input_series', '    external_labels: { cluster: eu-1 }\n    input_series');
    expect(await outcome(text)).toMatchObject({ code: 0, err: '' });
  });

  test('an order of groups is taken; a group that is not there is a slip', async () => {
    const ordered = (group: string) => `group_eval_order: [${group}]\n${asking('[]', [calm])}`;
    expect((await outcome(ordered('g'))).code).toBe(0);
    const { code, err } = await outcome(ordered('h'));
    expect(err).toBe('a.test.yaml:1:1: error: no group of rules is called "h" (did you mean g?)\n');
    expect(code).toBe(2);
  });

  test('--schema prints the schema of such files', async () => {
    const { code, out } = await runIn(folder, testRules, ['rules', '--schema']);
    expect(JSON.parse(out)).toMatchObject({ required: ['rule_files', 'tests'] });
    expect(code).toBe(0);
  });

  test.each([
    { args: ['rule', 'x'], says: /'rule' has no tests \(did you mean rules\?\)/ },
    { args: ['rules'], says: /test rules needs a file with tests/ },
  ])('$args is a wrong call', async ({ args, says }) => {
    const { code, err } = await runIn(folder, testRules, args);
    expect(err).toMatch(says);
    expect(code).toBe(2);
  });
});

describe('the rules that ship', () => {
  const tests = shippedRuleFiles().map((file) => file.replace(/\.yaml$/, '.test.yaml'));
  const root = fileURLToPath(new URL('../../', import.meta.url));

  test.each(tests)('%s', async (file) => {
    const { code, out, err } = await runIn(root, testRules, ['rules', file]);
    expect(err).toBe('');
    expect(out).toMatch(/SUCCESS: \d+ tests/);
    expect(code).toBe(0);
  });
});
