import type { Figures } from '../../../src/model/reading.ts';
import { normal } from '../dice.ts';
import type { Runtime } from './world.ts';

type Page = 'rss' | 'workingSet' | 'container' | 'process' | 'value';
type About = {
  /** Share of freed memory that an arena keeps for good: malloc's high-water mark. */
  readonly retains: number;
  readonly page: Page;
};

/** A program with malloc in a container: some of its peaks stay resident (glibc's arenas). */
export function native({ retains, page }: About): Runtime {
  return {
    ceiling: (heap) => heap * 1.01,
    start: (next) => {
      let [peak, cpu] = [0, 0];
      return (kept, elapsedMs, load) => {
        peak = Math.max(peak, kept.heap);
        const { lazyFree = 0, pageCache: cache = 0, offHeap = 0, threads = 8, fds = 30 } = kept;
        const rss = kept.heap + retains * (peak - kept.heap) + lazyFree + offHeap;
        cpu += ((0.2 * load + 0.05) * elapsedMs) / 1000;
        const container: Figures = {
          workingSet: rss + cache * (0.97 + 0.03 * next()),
          ...{ anon: rss, pageCache: cache, cpuSeconds: cpu },
          ...(lazyFree === 0 ? {} : { lazyFree }),
        };
        const pages: Readonly<Record<Page, Figures>> = {
          container,
          process: { rss, cpuSeconds: cpu, threads: Math.round(threads), openFds: fds },
          rss: { rss },
          workingSet: { workingSet: rss + cache },
          value: { value: rss },
        };
        return { figures: pages[page], total: rss };
      };
    },
  };
}

/** A host: percent in use, read off to a tenth; what is kept is counted in percent. It does not die. */
export const host: Runtime = {
  ceiling: (percent) => percent,
  start: (next) => (kept) => {
    const value = Math.min(100, Math.max(0.5, kept.heap + 0.15 * normal(next)));
    return { figures: { value: Math.round(value * 10) / 10 }, total: Math.min(99, kept.heap) };
  },
};
