import type { DiscoveryState } from '../model/discovery.ts';
import { isHarmlessParam } from '../model/harmless-params.ts';
import { withoutCredentials } from '../render/without-credentials.ts';

/** A label of a dropped target is shown so far: annotations hold whole documents. */
const maxShownValue = 1000;

/** What relabelling dropped, as Prometheus' API writes it: how many of each job, and the first of them. */
export function droppedJson({ dropped, droppedLabels }: DiscoveryState) {
  return {
    droppedTargets: droppedLabels.map((labels) => ({
      discoveredLabels: Object.fromEntries(
        Object.entries(labels).map(([name, value]) => [
          name,
          shownValue(name, value).slice(0, maxShownValue),
        ]),
      ),
    })),
    droppedTargetCounts: Object.fromEntries(dropped),
  };
}

/** A parameter of a scrape, or of the list that a target is from, may be a token. */
function shownValue(name: string, value: string): string {
  const [, param] = /^__param_(.*)$/.exec(name) ?? [];
  if (param !== undefined) return isHarmlessParam(param) ? value : '…';
  return name === '__meta_url' ? withoutCredentials(value) : value;
}
