import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as check from '../../src/cli/check.ts';
import { jsonSchema } from '../../src/config/json-schema.ts';
import { expectGolden } from '../support/golden.ts';
import { runIn } from './fake-io.ts';

const goodRule = 'alert: A, detect: {}, labels: { severity: info }, annotations: { summary: s }';
const files: Readonly<Record<string, string>> = {
  'good.yaml': 'scrape_configs: [{ job_name: a, static_configs: [{ targets: [h] }] }]\n',
  'store.yaml': 'query_configs: [{ job_name: fleet, url: "http://p:9090" }]\n',
  'web.yaml':
    'basic_auth_users: { alice: $2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG }\n',
  'web-bad.yaml': 'basic_auth_users: { alice: hunter2 }\n',
  'names-rules.yaml': 'rule_files: [rules/*.yaml]\n',
  'bad.yaml': 'globel: {}\nstorage: { path: 5, retention_time: 1.5h }\n',
  'doubtful.yaml': 'scrape_configs: [{ job_name: a }]\n',
  'rules/one.yaml': `groups: [{ name: g, rules: [{ ${goodRule} }] }]\n`,
  'rules/two.yaml': 'groups: [{ name: g, rules: [{ alert: B, detect: { horizn: 1h } }] }]\n',
  'wrong/all.yaml': `groups:
  - name: memory
    intervl: 1m
    interval: soon
    time_scale: fast
    rules:
      - alert: Wrong
        detect:
          signal: heaplive
          verdict: [leak, sawtoth]
          sensitivity: [high]
          min_growth: 4 percent
          horizon: 1.5d
          needs_limit: maybe
          leak_kind: [heap, goroutines]
        for: 5 min
        keep_firing_for: -1m
        capture: heap
        labels: { severity: warning, __a: x, rate: "{{ $value }}" }
        annotations:
          summary: "{{ $labels.workload }} leaks {{ $value | humanize1000 }}/s, {{ $explain }}"
          description: [a list]
      - alert: Never
        expr: up == 0
        detect: { horizon: 1h, min_growth: 0, signal: threads, leak_kind: [heap] }
        for: 2h
      - alert: Never
        detect: {}
        detect: {}
  - name: empty
  - name: memory
    rules: []
  - rules: no list
`,
  'wrong/broken.yaml': 'groups:\n  - name: g\n\t  rules: []\n',
  'rules/one.test.yaml':
    'rule_files: [one.yaml]\ntests: [{ input_series: [], alert_rule_test: [{ eval_time: 0, alertname: A }] }]\n',
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sawtooth-check-'));
  for (const name of ['rules', 'wrong']) mkdirSync(join(folder, name));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('check', () => {
  const says = async (args: readonly string[], code: number, out: string, stdin = '') => {
    const told = await runIn(folder, check, args, { stdin });
    expect(told).toEqual({ code, out, err: '' });
  };

  test('says what a configuration holds', () =>
    says(
      ['config', 'good.yaml'],
      0,
      'Checking good.yaml\n  SUCCESS: 1 job, 0 receivers, the rules that ship found\n',
    ));

  test('a metrics store is a job too', () =>
    says(
      ['config', 'store.yaml'],
      0,
      'Checking store.yaml\n  SUCCESS: 1 job, 0 receivers, the rules that ship found\n',
    ));

  test('says every problem, on lines that an editor can jump to', () =>
    says(
      ['config', 'bad.yaml'],
      1,
      `Checking bad.yaml
  FAILED: 2 errors
bad.yaml:1:1: error: globel: unknown field (did you mean global?)
bad.yaml:2:37: error: storage.retention_time: "1.5h" is no duration: whole numbers without spaces, the longest unit first; write 1h30m
`,
    ));

  test('ends with 3 when there are only warnings', () =>
    says(
      ['config', 'doubtful.yaml'],
      3,
      `Checking doubtful.yaml
  SUCCESS: 1 job, 0 receivers, the rules that ship found; 1 warning
doubtful.yaml:1:18: warning: scrape_configs[0]: has neither static_configs nor another way to find targets, and so no target
`,
    ));

  test('checks the rule files that a configuration names, but not their tests', () =>
    says(
      ['config', 'names-rules.yaml'],
      1,
      `Checking names-rules.yaml
  SUCCESS: 0 jobs, 0 receivers, 2 rule files found
Checking rules/one.yaml
  SUCCESS: 1 rule found
Checking rules/two.yaml
  FAILED: 1 error, 2 warnings
rules/two.yaml:1:38: warning: groups[0].rules[0].alert: "B" has no label severity (critical, warning or info); receivers route by it
rules/two.yaml:1:38: warning: groups[0].rules[0].alert: "B" has no annotation summary, which is read first
rules/two.yaml:1:51: error: groups[0].rules[0].detect.horizn: unknown field (did you mean horizon?)
`,
    ));

  test('takes several files, tests of rules among them', () =>
    says(
      ['rules', 'rules/one.yaml', 'rules/one.test.yaml'],
      0,
      'Checking rules/one.yaml\n  SUCCESS: 1 rule found\nChecking rules/one.test.yaml\n  SUCCESS: 1 test found\n',
    ));

  test('says all that is wrong with several files at once', async () => {
    const names = ['wrong/all.yaml', 'rules/none.yaml', 'wrong/broken.yaml', 'rules/one.yaml'];
    const { code, out } = await runIn(folder, check, ['rules', ...names]);
    expect(code).toBe(2);
    expectGolden('cli/check-rules.txt', out.replaceAll(folder, ''));
  });

  test('reads stdin', () =>
    says(['rules', '-'], 0, 'Checking -\n  SUCCESS: 1 rule found\n', files['rules/one.yaml']));

  test('prints one JSON object a file', async () => {
    const { code, out } = await runIn(folder, check, ['rules', '--json', 'rules/two.yaml']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      file: 'rules/two.yaml',
      kind: 'rules',
      valid: false,
      problems: [{}, {}, { line: 1, column: 51, severity: 'error' }],
    });
  });

  test.each(['config', 'rules'] as const)('prints the schema of %s', async (kind) => {
    const { code, out } = await runIn(folder, check, [kind, '--schema']);
    expect([code, JSON.parse(out)]).toEqual([0, jsonSchema(kind)]);
  });

  test('goes on after a file that is not there, and ends with 2', async () => {
    const { code, out } = await runIn(folder, check, ['rules', 'none.yaml', 'rules/one.yaml']);
    expect(code).toBe(2);
    expect(out).toContain(
      `FAILED: cannot read ${join(folder, 'none.yaml')}: there is no such file`,
    );
    expect(out).toContain('SUCCESS: 1 rule found');
  });

  test.each([
    {
      args: ['confg', 'x'],
      says: /'confg' .* config, rules or web-config \(did you mean config\?\)/,
    },
    { args: ['rules'], says: /check rules needs a file, or - for stdin/ },
    {
      args: ['rules', '--jsn', 'x'],
      says: /^sawtooth: unknown option '--jsn' \(did you mean --json\?\)\. See sawtooth check --help\n$/,
    },
  ])('$args is a wrong call', async ({ args, says: sentence }) => {
    const { code, err } = await runIn(folder, check, args);
    expect(err).toMatch(sentence);
    expect(code).toBe(2);
  });
});
