import { type Asked, loudestOf } from './candidate.ts';
import { constants } from './constants.ts';
import type { SeriesName } from './series.ts';

/** In how many of the instances that run a series rises. */
export type Replicas = { readonly rising: number; readonly running: number };

/**
 * One alert a workload, and it says in how many of its replicas (detection.md 6.15). One that fell silent is not
 * counted: a new one may have come for it.
 */
export function replicas(name: SeriesName, { detect, observed }: Asked): Replicas {
  const { instances, timeScale } = observed;
  const newestMs = Math.max(...instances.map(({ lastAtMs }) => lastAtMs));
  const running = instances.filter(({ lastAtMs, step }) => {
    const patience = Math.max(constants.gapMs, constants.gapSteps * step * constants.baseWidthMs);
    return newestMs - lastAtMs <= patience / timeScale;
  });
  const rising = running.filter((instance) => {
    const alone = loudestOf(detect, { ...observed, instances: [instance] }, name);
    return alone !== null && alone.concern !== 'none';
  });
  return { rising: rising.length, running: running.length };
}
