import type { Labels } from '../model/labels.ts';
import type { RelabelRule } from '../model/relabel.ts';
import { compileRelabelling, type Relabelling } from '../relabel/compile-relabelling.ts';
import type { MetricSample } from './parse-metrics-page.ts';

/** Rules are compiled once for all targets of their job, which share the list. */
const compiled = new WeakMap<readonly RelabelRule[], Relabelling>();

/** Whether rules may give a sample another name, so that no name can be passed over before them. */
export function renames(rules: readonly RelabelRule[]): boolean {
  return rules.some(({ action, targetLabel, replacement }) => {
    if (action === 'labelmap') return replacement.includes('$') || replacement === '__name__';
    const writes = !['keep', 'drop', 'keepequal', 'dropequal'].includes(action);
    return writes && (targetLabel.includes('$') || targetLabel === '__name__');
  });
}

/**
 * `metric_relabel_configs`: what rules leave of a page. They see a sample as Prometheus would store it, with
 * `__name__` and its target's labels, a label of its own under the same name as `exported_…`
 * (scrape/scrape.go, mutateSampleLabels); afterwards each has its own labels again. A sample that has lost
 * its name is dropped.
 */
export function relabelSamples(
  samples: readonly MetricSample[],
  rules: readonly RelabelRule[],
  target: Labels,
): readonly MetricSample[] {
  const relabel = compiled.get(rules) ?? compile(rules);
  const names = Object.keys(target);
  return samples.flatMap((sample) => {
    const labels: Record<string, string> = { ...sample.labels };
    for (const name of names) {
      const own = labels[name];
      if (own !== undefined) labels[`exported_${name}`] = own;
      labels[name] = target[name] ?? '';
    }
    const result = relabel({ ...labels, __name__: sample.name });
    const name = result?.['__name__'] ?? '';
    if (result === null || name === '') return [];
    return [{ ...sample, name, labels: ownLabels(result, target, names) }];
  });
}

function ownLabels(relabelled: Labels, target: Labels, names: readonly string[]): Labels {
  const { __name__: _, ...labels } = relabelled as Record<string, string>;
  for (const name of names) {
    const own = labels[`exported_${name}`];
    if (own !== undefined) {
      labels[name] = own;
      delete labels[`exported_${name}`];
    } else if (labels[name] === target[name]) {
      delete labels[name];
    }
  }
  return labels;
}

function compile(rules: readonly RelabelRule[]): Relabelling {
  const relabel = compileRelabelling(rules);
  if (!relabel.ok) throw new Error(`the configuration was not checked: ${relabel.reason}`);
  compiled.set(rules, relabel.value);
  return relabel.value;
}
