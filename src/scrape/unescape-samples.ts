import { type EscapingScheme, unescapeName } from '../model/unescape-name.ts';
import type { MetricSample } from './parse-metrics-page.ts';

/**
 * By the names that they had at the program: rules have seen those that came, as in Prometheus, and figures are known by
 * the others.
 */
export function unescapeSamples(
  samples: readonly MetricSample[],
  escaping: EscapingScheme,
): readonly MetricSample[] {
  if (escaping !== 'dots' && escaping !== 'values') return samples;
  return samples.map((sample) => ({
    ...sample,
    name: unescapeName(sample.name, escaping),
    labels: Object.fromEntries(
      Object.entries(sample.labels).map(([name, value]) => [unescapeName(name, escaping), value]),
    ),
  }));
}
