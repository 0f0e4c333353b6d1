import { mib, minute } from '../case.ts';
import type { Kept, Process, Runtime } from './world.ts';

/** What of a program a page tells: client_golang's collectors, or one figure alone. */
export type GoPage = 'go' | 'go-live' | 'rss' | 'workingSet' | 'value';

type About = {
  /** GOGC as a share; 1 is the default. */
  readonly gogc: number;
  /** Bytes of garbage a second at usual load. */
  readonly allocPerSecond: number;
  /** Of the spans in use, what no object fills. */
  readonly slack: number;
  readonly page: GoPage;
  /** GOMEMLIMIT; Infinity: none. */
  readonly memoryLimit: number;
};

const [forcedMs, binary, smallestGoal] = [2 * minute, 14 * mib, 4 * mib];

/**
 * Go: a collection when the heap reaches live × (1 + GOGC) or after two minutes (runtime/proc.go,
 * forcegcperiod); under GOMEMLIMIT the goal falls towards the live heap and collections take more of
 * the CPU, up to half (golang/go#48409). Freed spans go back to the kernel over minutes.
 */
export function go(about: About): Runtime {
  const { gogc, allocPerSecond, slack, memoryLimit } = about;
  const garbage = (live: number) =>
    Math.min(gogc * Math.max(live, smallestGoal), (allocPerSecond * forcedMs) / 1000);
  return {
    start: (next) => processOf(about, next),
    ceiling: (heap) => Math.min((heap + garbage(heap)) * (1 + slack) + binary, 1.04 * memoryLimit),
  };
}

function processOf(about: About, next: () => number): Process {
  const heap = new Heap(about, next);
  let [held, most, cpu, seconds] = [0, 0, 0, 0];
  return (given, elapsedMs, load) => {
    const kept = withDefaults(given, load, next());
    const stacks = kept.goroutines * 4096 + 300_000;
    const outside = stacks + kept.buckets + 3 * mib;
    heap.step(kept.heap, { elapsedMs, load, outside });
    const inuse = heap.alloc * (1 + about.slack);
    held = Math.max(inuse, inuse + (held - inuse) * Math.exp(-elapsedMs / (8 * minute)));
    most = Math.max(most, held);
    seconds += elapsedMs / 1000;
    cpu += ((0.2 * load + 0.1) * elapsedMs) / 1000;
    const rss = held + outside + binary + kept.offHeap;
    if (about.page !== 'go' && about.page !== 'go-live')
      return { figures: { [about.page]: rss }, total: rss };
    const figures = {
      ...{ rss, stackInuse: stacks, sys: most + outside, buckHashSys: kept.buckets },
      ...{ heapAlloc: heap.alloc, heapInuse: inuse, heapIdle: most - inuse, heapSys: most },
      ...{ heapReleased: most - held, nextGc: heap.goal, gcCount: heap.cycles },
      ...{ gcCpuFraction: seconds === 0 ? 0 : heap.collectSeconds / seconds },
      ...{ allocTotal: heap.allocated, goroutines: kept.goroutines },
      ...{ threads: kept.threads, openFds: kept.fds, cpuSeconds: cpu + 2 * heap.collectSeconds },
      ...(about.page === 'go-live' ? { heapLive: heap.live } : {}),
      ...(about.memoryLimit < Number.POSITIVE_INFINITY ? { goMemoryLimit: about.memoryLimit } : {}),
    };
    return { figures, total: rss };
  };
}

function withDefaults(kept: Kept, load: number, wavers: number) {
  const { goroutines = 12 + 20 * load * (1 + 0.2 * wavers), fds = 14 + 10 * load } = kept;
  const usual = { buckets: 1.5 * mib, threads: 12, offHeap: 0, ...kept };
  return { ...usual, goroutines: Math.round(goroutines), fds: Math.round(fds) };
}

type Look = { readonly elapsedMs: number; readonly load: number; readonly outside: number };

/** The collector's state, from one look to the next; many cycles may lie between two. */
class Heap {
  live = 0;
  alloc = 0;
  goal = 0;
  cycles = 0;
  allocated = 0;
  collectSeconds = 0;
  #sinceMs = 0;
  readonly #about: About;
  readonly #next: () => number;

  constructor(about: About, next: () => number) {
    this.#about = about;
    this.#next = next;
  }

  step(reachable: number, { elapsedMs, load, outside }: Look): void {
    if (this.live === 0) this.live = reachable;
    const rate = (this.#about.allocPerSecond * Math.max(0.02, load)) / 1000;
    const room = this.#room(outside);
    const periodMs = Math.min(forcedMs, room / rate);
    this.#sinceMs += elapsedMs;
    if (elapsedMs >= periodMs) {
      this.cycles += Math.floor(elapsedMs / periodMs);
      [this.live, this.#sinceMs] = [reachable, this.#next() * periodMs];
    } else if (this.#sinceMs >= periodMs) {
      this.cycles++;
      [this.live, this.#sinceMs] = [reachable, this.#sinceMs % periodMs];
    }
    this.alloc = reachable + rate * this.#sinceMs;
    this.allocated += rate * elapsedMs;
    this.goal = this.live + room;
    // Marking costs a second of one core for each GiB; two cores, at most half of them.
    const marksMs = (this.live / 2 ** 30) * 1000;
    this.collectSeconds += Math.min(0.5, marksMs / periodMs / 2) * (elapsedMs / 1000);
  }

  /** How much may be allocated before the next collection. */
  #room(outside: number): number {
    const { gogc, slack, memoryLimit } = this.#about;
    const usual = gogc * Math.max(this.live, smallestGoal);
    const under = (memoryLimit - outside - this.live * (1 + slack)) / (1 + slack);
    return Math.max(0.01 * this.live, Math.min(usual, under));
  }
}
