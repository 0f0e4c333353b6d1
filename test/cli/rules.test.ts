import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as rules from '../../src/cli/rules.ts';
import { lossesOfExport } from '../../src/render/prometheus-rules.ts';
import { expectGolden } from '../support/golden.ts';
import { runIn } from './fake-io.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sawtooth-rules-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The exported rules of one rule with this `detect`. */
async function exported(detect: string, group = '') {
  const text = `groups: [{ name: g, ${group} rules: [{ alert: A, detect: ${detect}, for: 10m, labels: { severity: x }, annotations: { summary: "{{ $labels.workload }}: {{ $explanation }}" } }] }]`;
  writeFileSync(join(folder, 'one.yaml'), text);
  const { out } = await runIn(folder, rules, ['export', '--rules', 'one.yaml']);
  type Exported = {
    alert?: string;
    record?: string;
    expr: string;
    for?: string;
    annotations: object;
  };
  const [own] = (parse(out) as { groups: { rules: Exported[] }[] }).groups;
  return (name: string) =>
    own?.rules.find(({ alert, record }) => alert === name || record === name);
}

describe('rules export', () => {
  test('the rules that ship, and what they lose, in the file and on stderr', async () => {
    const { code, out, err } = await runIn(folder, rules, ['export']);
    expectGolden('cli/rules-export.yaml', out);
    for (const loss of lossesOfExport) {
      expect(out).toContain(`# - ${loss}\n`);
      expect(err).toContain(`  - ${loss}\n`);
    }
    expect(code).toBe(0);
  });

  test('as a manifest, into a file', async () => {
    const args = ['export', '--kubernetes', '--namespace', 'monitoring', '-o', 'rule.yaml'];
    const { out } = await runIn(folder, rules, args);
    expect(out).toBe('');
    expect(parse(readFileSync(join(folder, 'rule.yaml'), 'utf8'))).toMatchObject({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: 'sawtooth', namespace: 'monitoring' },
      spec: { groups: [{ name: 'descriptors' }, { name: 'goroutines' }, { name: 'memory' }] },
    });
  });

  test('an absolute growth, a horizon, a limit that must be known', async () => {
    const find = await exported('{ min_growth: 64MiB, horizon: 8h, needs_limit: true }');
    expect(find('A')?.expr).toContain('offset 1h > 67108864\n');
    expect(find('A')?.expr).toMatch(/\nand predict_linear\(\S+\[1h\], 28800\) > sawtooth:memory_/);
    expect(find('sawtooth:memory:bytes_min5m')).toBeDefined();
  });

  test('sensitivity moves the threshold, a count has no limit and no kills', async () => {
    const find = await exported('{ signal: goroutines, min_growth: 50%, sensitivity: low }');
    expect(find('A')?.expr).toContain('> 0.625 * sawtooth:goroutines:count_min30m\n');
    expect(find('A')?.expr).not.toContain('limit');
    expect(find('ASawtooth')).toBeUndefined();
  });

  test('only what is asked for: a rule for sawteeth alone has no ramp', async () => {
    const find = await exported('{ verdict: [sawtooth], signal: rss }');
    expect(find('A')).toBeUndefined();
    expect(find('ASawtooth')?.expr).toContain(
      'increase(kube_pod_container_status_restarts_total[1d])',
    );
  });

  test('a time scale shortens every time', async () => {
    const find = await exported('{}', 'time_scale: 60,');
    expect(find('A')).toMatchObject({ for: '10s' });
    expect(find('A')?.expr).toContain('[6m]');
  });

  test('templates name only what Prometheus knows', async () => {
    const find = await exported('{}');
    expect(find('A')?.annotations).toEqual({
      summary:
        '{{ $labels.job }}: floor of sawtooth:memory:bytes grows by {{ $value | humanize }}/s over 6h',
    });
  });

  test.each([
    [['exprot'], /'exprot' is nothing that can be done with rules \(did you mean export\?\)/],
    [['export', '--rules', 'none.yaml'], /none\.yaml: there is no such file/],
    [['export', '-o', 'none/rule.yaml'], /cannot write .*none\/rule\.yaml/],
  ])('%s is a wrong call', async (args, says) => {
    const { code, err } = await runIn(folder, rules, args);
    expect(err).toMatch(says);
    expect(code).toBe(2);
  });
});
