import type { Deps } from '../watch/deps.ts';
import type { Metrics } from './metrics.ts';

/** The engine's collaborators, with every scrape counted and timed. */
export function countScrapes(deps: Deps, metrics: Pick<Metrics, 'scraped'>): Deps {
  return {
    ...deps,
    async scrape(target, signal) {
      const startedMs = performance.now();
      const result = await deps.scrape(target, signal);
      // What was cut short by our own stop says nothing of the target.
      if (!signal.aborted) metrics.scraped((performance.now() - startedMs) / 1000, result.ok);
      return result;
    },
  };
}
