import { figureSources, type PrometheusName } from '../model/figure-names.ts';
import type { FigureName } from '../model/reading.ts';
import { type Signal, signals, unitOf } from '../model/signal.ts';

/** Labels that tell parts of one process apart, where its figure is their sum. */
const parts = 'area, id, space, type';
/** cAdvisor's sums over pods and slices, and pause containers. */
const ofContainers = 'container!="", container!="POD"';

/**
 * A rule's signal in PromQL: the metrics that carry it (src/model/figure-names.ts), the best first, joined by
 * `or`, which takes for each target the first one that it has.
 */
export function signalExpression(signal: Signal | 'auto'): string {
  if (signal !== 'auto') return joined(sourcesOf(signal));
  const memory = signals.filter(
    (other) => unitOf(other) === 'bytes' && other !== 'stackInuse' && other !== 'offHeap',
  );
  return joined(memory.flatMap(sourcesOf));
}

/** The limit that the runtime or the kernel enforces, where the same exporter tells it. */
export function limitExpression(): string {
  // 2^60: more memory than any machine has is how "no limit" is written.
  return '(go_gc_gomemlimit_bytes < 2^60) or (container_spec_memory_limit_bytes > 0 < 2^60)';
}

function sourcesOf(signal: Signal): string[] {
  if (signal === 'offHeap') {
    return [
      'nodejs_external_memory_bytes',
      '(process_resident_memory_bytes - (go_memstats_sys_bytes - go_memstats_heap_released_bytes))',
    ];
  }
  const { prometheus, many } = figureSources[signal satisfies FigureName];
  return prometheus.map((source) => selectorOf(source, many === 'sum'));
}

function selectorOf({ name, where = {} }: PrometheusName, isSum: boolean): string {
  const matchers = Object.entries(where).map(([label, value]) => `${label}="${value}"`);
  if (name.startsWith('container_')) matchers.push(ofContainers);
  const selector = matchers.length === 0 ? name : `${name}{${matchers.join(', ')}}`;
  return isSum && matchers.length > 0 ? `sum without (${parts}) (${selector})` : selector;
}

function joined(sources: readonly string[]): string {
  return sources.join(' or ');
}
