import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from '../../src/serve/metrics.ts';
import { everyEvent } from '../support/events.ts';
import { incident, leakTarget, quietTarget, snapshot } from '../support/snapshots.ts';

const folder = 'examples/kubernetes/chart/monitoring';
/** What Prometheus puts on every series that it scrapes of a pod. */
const attached = ['namespace', 'pod', 'instance', 'job', 'le'];

/** Every text that stands under `expr` or `query` anywhere in a document. */
function expressions(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    ['expr', 'query', 'definition'].includes(key) && typeof value === 'string'
      ? [value]
      : expressions(value),
  );
}

/** Metric name → the labels that its series have, as `/metrics` of a busy `serve` shows them. */
async function served(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const metrics = createMetrics('1');
  for (const event of everyEvent()) metrics.said(event);
  metrics.scraped(0.1, false);
  metrics.queues(() => [{ receiver: 'pager', length: 1 }]);
  const targets = [quietTarget('checkout', 'a:1'), leakTarget()];
  const feed = { name: 'fleet', health: 'down', lastError: 'refused', series: 0 } as const;
  const of = { seriesLeftOut: 0, seriesLimit: 50_000, lastRoundAtMs: null, lastRoundMs: null };
  const found = {
    isSettled: false,
    providers: [{ job: 'pods', mechanism: 'kubernetes', failures: 1, problem: '403' } as const],
    targets: new Map(),
    dropped: new Map(),
    limits: new Map(),
    droppedLabels: [],
  };
  const { text } = await metrics.page(
    snapshot(targets, { incidents: [incident()], feeds: [{ ...feed, ...of }] }),
    found,
  );
  const labels = new Map<string, Set<string>>();
  for (const [, name = '', own = ''] of text.matchAll(/^([a-z]\w*)(?:\{(.*)\})? \S+$/gm)) {
    const known = labels.get(name) ?? new Set<string>();
    for (const [, label = ''] of own.matchAll(/(\w+)="/g)) known.add(label);
    labels.set(name, known);
  }
  return labels;
}

test.each(['query_up', 'discovery_failing', 'series_left_out', 'notification_queue_length'])(
  'that sawtooth_%s tells of a fault is an alert',
  (name) => {
    const rules = expressions(parse(readFileSync(`${folder}/prometheus-rule.yaml`, 'utf8')));
    expect(rules.join('\n')).toContain(`sawtooth_${name}`);
  },
);

test('what an alert says of labels, the series of its expression have', async () => {
  const has = await served();
  const { spec } = parse(readFileSync(`${folder}/prometheus-rule.yaml`, 'utf8'));
  type Rule = { readonly expr: string; readonly annotations: { readonly description: string } };
  const rules: readonly Rule[] = spec.groups.flatMap((group: { rules: Rule[] }) => group.rules);
  const unknown = rules.flatMap(({ expr, annotations: { description } }) => {
    const names = expr.match(/\bsawtooth_\w+/g) ?? [];
    // A series' own `job` is renamed by who scrapes it.
    const labels = [...description.matchAll(/\$labels\.(?:exported_)?(\w+)/g)].map(
      ([, one]) => one,
    );
    return labels.filter(
      (one = '') => !attached.includes(one) && !names.some((name) => has.get(name)?.has(one)),
    );
  });
  expect(unknown).toEqual([]);
});

describe.each(['prometheus-rule.yaml', 'grafana-dashboard.json'])('%s', (file) => {
  const asked = expressions(parse(readFileSync(`${folder}/${file}`, 'utf8')));

  test('asks for nothing that /metrics does not have', async () => {
    const has = await served();
    const used = asked.flatMap((text) => text.match(/\b(sawtooth|process|nodejs)_\w+/g) ?? []);
    expect(used.length).toBeGreaterThan(5);
    expect(used.filter((name) => !has.has(name))).toEqual([]);
  });

  test('selects by labels that the series have', async () => {
    const has = await served();
    const unknown = asked.flatMap((text) =>
      [...text.matchAll(/\b(\w+)\{([^}]*)\}/g)].flatMap(([, name = '', matchers = '']) =>
        [...matchers.matchAll(/(\w+)\s*[=!]/g)]
          .map(([, label = '']) => label)
          .filter((label) => !attached.includes(label) && !has.get(name)?.has(label))
          .map((label) => `${name}{${label}}`),
      ),
    );
    expect(unknown).toEqual([]);
  });
});
