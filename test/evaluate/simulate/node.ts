import { mib, minute } from '../case.ts';
import type { Process, Runtime } from './world.ts';

type About = {
  /** --max-old-space-size. */
  readonly maxHeap: number;
  /** How far the old space grows over what lives before it is marked. */
  readonly growth: number;
  readonly garbagePerSecond: number;
  readonly page: 'node' | 'heapUsed' | 'rss';
};

/** Node: scavenges of up to 16 MiB, mark-sweeps when the old space has grown by a factor (V8). */
export function node(about: About): Runtime {
  return {
    ownHeap: true,
    // Where the page tells the resident set, its limit is the container's, which has room for the rest.
    ceiling: () => (about.page === 'heapUsed' ? about.maxHeap : 1.03 * about.maxHeap + 54 * mib),
    start: (next) => processOf(about, next),
  };
}

function processOf(
  { maxHeap, growth, garbagePerSecond, page }: About,
  next: () => number,
): Process {
  const counted = page === 'heapUsed' ? 'used' : 'rss';
  let [old, held, cycles, cpu] = [0, 0, 0, 0];
  return (kept, elapsedMs, load) => {
    const room = Math.max(4 * mib, Math.min(growth * kept.heap, maxHeap - kept.heap - 8 * mib));
    old += (garbagePerSecond * load * elapsedMs) / 1000;
    if (old >= room) old = old < 3 * room ? (old % room) * 0.3 : room * next();
    const used = Math.min(kept.heap + old + 14 * mib * next(), 0.995 * maxHeap);
    cycles += Math.ceil((elapsedMs / minute) * 4 * load);
    cpu += ((0.2 * load + 0.05) * elapsedMs) / 1000;
    held = Math.max(used, held + (used - held) * Math.min(1, elapsedMs / (30 * minute)));
    const { offHeap = 0, fds = 20 + 10 * load } = kept;
    const external = 3 * mib + offHeap;
    const rss = held + 45 * mib + external;
    const total = kept.heap >= 0.97 * maxHeap ? Number.POSITIVE_INFINITY : { used, rss }[counted];
    const counts = { gcCount: cycles, openFds: Math.round(fds) };
    const whole = { heapUsed: used, external, rss, cpuSeconds: cpu, ...counts };
    const pages = { node: whole, heapUsed: { heapUsed: used }, rss: { rss } };
    return { figures: pages[page], total };
  };
}
