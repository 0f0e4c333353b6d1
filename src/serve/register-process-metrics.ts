import { collectDefaultMetrics, type Registry } from 'prom-client';

/**
 * What every program that Prometheus scrapes says of itself, under the names that its dashboards and rules
 * know: CPU, memory, open files, start; and of Node the heap, its collections and the lag of the event loop.
 * The rest of prom-client's own would be thirty more series, three of them gauges that end in `_total`,
 * which `promtool check metrics` refuses.
 */
const kept = [
  /^process_/,
  /^nodejs_heap_size_(total|used)_bytes$/,
  /^nodejs_external_memory_bytes$/,
  /^nodejs_gc_duration_seconds$/,
  /^nodejs_eventloop_lag_seconds$/,
];

/** So rarely that it costs nothing: prom-client cannot leave it out. */
const monitorMs = 3_600_000;

/** Registers the figures of this very process. */
export function registerProcessMetrics(registry: Registry): void {
  // The lag is measured at each page; a monitor of every ten milliseconds would cost a quarter of a percent of a core.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: monitorMs });
  for (const { name } of registry.getMetricsAsArray()) {
    if (isForeign(name)) registry.removeSingleMetric(name);
  }
}

/** Not one of ours, and not one of those that are kept. */
function isForeign(name: string): boolean {
  return !name.startsWith('sawtooth_') && !kept.some((pattern) => pattern.test(name));
}
