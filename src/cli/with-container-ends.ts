import type { ContainerEnd, ContainerRef } from '../model/container.ts';
import { ContainerExits } from '../scrape/container-exits.ts';
import type { Deps } from '../watch/deps.ts';

/**
 * The engine's collaborators, told with each scrape how the life before ended as far as `lastEnd` knows it. To be put
 * around what counts and times scrapes: that the cluster's word is waited for is nothing that a target took.
 */
export function withContainerEnds(
  deps: Deps,
  lastEnd: (container: ContainerRef) => ContainerEnd | null,
): Deps {
  const { sleep } = deps;
  const exits = new ContainerExits({ ask: lastEnd, sleep, nowMs: () => performance.now() });
  return {
    ...deps,
    scrape: (target, signal) => exits.scraped(target, signal, () => deps.scrape(target, signal)),
  };
}
