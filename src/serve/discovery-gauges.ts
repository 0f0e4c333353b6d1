import { Counter, Gauge, type Registry } from 'prom-client';
import type { DiscoveryState } from '../model/discovery.ts';

/** The figures that are read off discovery. */
export type DiscoveryGauges = ReturnType<typeof discoveryGauges>;

/** Registers the figures that `setDiscoveryGauges` fills. */
export function discoveryGauges(registry: Registry) {
  const registers = [registry];
  return {
    found: new Gauge({
      name: 'sawtooth_discovered_targets',
      help: 'Targets of the job that are watched.',
      labelNames: ['job'],
      registers,
    }),
    limits: new Gauge({
      name: 'sawtooth_discovered_targets_limit',
      help: 'The most targets of the job that are watched (target_limit).',
      labelNames: ['job'],
      registers,
    }),
    dropped: new Gauge({
      name: 'sawtooth_discovery_dropped_targets',
      help: 'Targets of the job that relabelling dropped.',
      labelNames: ['job'],
      registers,
    }),
    failing: new Gauge({
      name: 'sawtooth_discovery_failing',
      help: 'Whether targets of the job cannot be looked for in this way just now.',
      labelNames: ['job', 'mechanism'],
      registers,
    }),
    failures: new Counter({
      name: 'sawtooth_discovery_failures_total',
      help: 'How often targets of the job could not be looked for in this way.',
      labelNames: ['job', 'mechanism'],
      registers,
    }),
  };
}

/** Sets every figure anew: a job that is gone is gone from the page too. */
export function setDiscoveryGauges(gauges: DiscoveryGauges, state: DiscoveryState): void {
  for (const gauge of Object.values(gauges)) gauge.reset();
  for (const [job, count] of state.targets) gauges.found.set({ job }, count);
  for (const [job, limit] of state.limits) gauges.limits.set({ job }, limit);
  for (const [job, count] of state.dropped) gauges.dropped.set({ job }, count);
  for (const { job, mechanism, failures, problem } of state.providers) {
    gauges.failures.inc({ job, mechanism }, failures);
    gauges.failing.inc({ job, mechanism }, problem === null ? 0 : 1);
  }
}
