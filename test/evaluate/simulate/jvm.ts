import { mib, minute } from '../case.ts';
import type { Process, Runtime } from './world.ts';

type About = {
  readonly maxHeap: number;
  readonly eden: number;
  /** Bytes a second that outlive a young collection and are garbage all the same. */
  readonly promotedPerSecond: number;
  /** The share of the maximum at which the old generation is collected. */
  readonly threshold: number;
  /** Where in its ramp a process stands when it is first seen, 0 to 1; a new one at 0. */
  readonly phase?: number;
  /** `afterYoung`: the heap after each collection, as collectors log it. */
  readonly page: 'jvm' | 'afterYoung' | 'heapUsed';
};

/**
 * The JVM: eden fills and is emptied, what outlives it is promoted, and the old generation is only
 * collected at a share of the maximum (CMS's and G1's initiating occupancy): between two such
 * collections, minutes or days, the heap after each young one climbs like a leak.
 */
export function jvm(about: About): Runtime {
  return {
    dies: 'crash',
    ceiling: (heap) => Math.max(heap, about.maxHeap),
    start: (next) => processOf(about, next),
  };
}

function processOf(about: About, next: () => number): Process {
  const { maxHeap, eden, promotedPerSecond, threshold, page } = about;
  let [old, filled, committed, cycles, cpu] = [-1, 0, 0, 0, 0];
  return (kept, elapsedMs, load) => {
    const room = Math.max(0, Math.min(threshold * maxHeap, maxHeap - 1.2 * eden) - kept.heap);
    if (old < 0) old = (about.phase ?? 0) * room;
    old += (promotedPerSecond * load * elapsedMs) / 1000;
    if (old >= room) {
      old = leftAfter(old, room, maxHeap) * next();
      cycles++;
    }
    filled = (filled + 0.37 + next()) % 1;
    const young = page === 'afterYoung' ? 0.06 * next() : filled;
    const used = Math.min(kept.heap + old + eden * young, 0.995 * maxHeap);
    cycles += Math.ceil((elapsedMs / minute) * load);
    cpu += ((0.3 * load + 0.1) * elapsedMs) / 1000;
    committed = Math.min(maxHeap, Math.max(committed, used * 1.1));
    const { threads = 60 + 8 * load, fds = 80 + 40 * load, offHeap = 0 } = kept;
    const total = kept.heap >= 0.97 * maxHeap ? Number.POSITIVE_INFINITY : used;
    if (page !== 'jvm') return { figures: { heapUsed: used }, total };
    const rss = committed + 140 * mib + threads * 90_000 + offHeap;
    const counts = { threads: Math.round(threads), openFds: Math.round(fds), gcCount: cycles };
    return { figures: { heapUsed: used, rss, cpuSeconds: cpu, ...counts }, total };
  };
}

/** Floating garbage: not all of it is found at once. */
function leftAfter(old: number, room: number, maxHeap: number): number {
  return room === 0 ? 0.01 * maxHeap : (old % room) + 0.02 * room;
}
