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
  const { text } = await metrics.page(snapshot(targets, { incidents: [incident()] }));
  const labels = new Map<string, Set<string>>();
  for (const [, name = '', own = ''] of text.matchAll(/^([a-z]\w*)(?:\{(.*)\})? \S+$/gm)) {
    const known = labels.get(name) ?? new Set<string>();
    for (const [, label = ''] of own.matchAll(/(\w+)="/g)) known.add(label);
    labels.set(name, known);
  }
  return labels;
}

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
