import type { DiscoveryState } from '../model/discovery.ts';

/** A label of a dropped target is shown so far: annotations hold whole documents. */
const maxShownValue = 1000;

/** What relabelling dropped, as Prometheus' API writes it: how many of each job, and the first of them. */
export function droppedJson({ dropped, droppedLabels }: DiscoveryState) {
  return {
    droppedTargets: droppedLabels.map((labels) => ({
      discoveredLabels: Object.fromEntries(
        Object.entries(labels).map(([name, value]) => [name, value.slice(0, maxShownValue)]),
      ),
    })),
    droppedTargetCounts: Object.fromEntries(dropped),
  };
}
