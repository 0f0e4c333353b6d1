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
    ownHeap: true,
    // Where the page tells the resident set, its limit is the container's, which has room for the rest.
    ceiling: () => (about.page === 'jvm' ? 1.12 * about.maxHeap + 60 * mib : about.maxHeap),
    start: (next) => processOf(about, next),
  };
}

function processOf(about: About, next: () => number): Process {
  const { maxHeap, eden, promotedPerSecond, threshold, page, phase = 0 } = about;
  const counted = page === 'jvm' ? 'rss' : 'used';
  let [old, filled, committed, cycles, cpu] = [-1, 0, 0, 0, 0];
  return (kept, elapsedMs, load) => {
    const room = Math.max(0, Math.min(threshold * maxHeap, maxHeap - 1.2 * eden) - kept.heap);
    if (old < 0) old = phase * room;
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
    const rss = committed + 0.08 * maxHeap + 40 * mib + threads * 90_000 + offHeap;
    const total = kept.heap >= 0.97 * maxHeap ? Number.POSITIVE_INFINITY : { used, rss }[counted];
    const counts = { threads: Math.round(threads), openFds: Math.round(fds), gcCount: cycles };
    const whole = { heapUsed: used, rss, cpuSeconds: cpu, ...counts };
    return { figures: page === 'jvm' ? whole : { heapUsed: used }, total };
  };
}

/** Floating garbage: not all of it is found at once. */
function leftAfter(old: number, room: number, maxHeap: number): number {
  return room === 0 ? 0.01 * maxHeap : (old % room) + 0.02 * room;
}
