import type { Figures } from '../../../src/model/reading.ts';

/** What decides what a process keeps at a moment. Times in milliseconds. */
export type Moment = {
  /** Since the process started. */
  readonly age: number;
  /** Since the series began. */
  readonly at: number;
  /** Traffic of this replica; 1 is usual. */
  readonly load: number;
  /** Traffic that this life has served: load times milliseconds. */
  readonly served: number;
  /** Lives of this replica before this one. */
  readonly life: number;
  /** Deploys so far. */
  readonly version: number;
  readonly replica: number;
};

/** What a process keeps: bytes, save for the counts. */
export type Kept = {
  /** Reachable on the heap; of a native program or a host: all of it. */
  readonly heap: number;
  readonly goroutines?: number;
  readonly offHeap?: number;
  readonly fds?: number;
  readonly threads?: number;
  readonly buckets?: number;
  readonly pageCache?: number;
  /** Given back to the kernel and still counted as resident (MADV_FREE). */
  readonly lazyFree?: number;
};

/** One scrape's worth: figures, and what counts against the limit; Infinity: its own heap is full. */
export type Footprint = { readonly figures: Figures; readonly total: number };

/** A running process: what it keeps, and the time and traffic since the last look → what is seen. */
export type Process = (kept: Kept, elapsedMs: number, load: number) => Footprint;

/** A language's memory management. */
export type Runtime = {
  /** A process of it, with its own dice. */
  readonly start: (next: () => number) => Process;
  /** The most that a process which reaches this much of heap makes of it, in bytes. */
  readonly ceiling: (heap: number) => number;
  /** Whether it dies of its own heap before any kernel would kill it. */
  readonly ownHeap?: true;
};

/** How what is kept wavers, as shares of it. */
export type Noise = {
  readonly drift: number;
  readonly driftMs: number;
  readonly white: number;
  /** Bursts of requests: how many a day, how high at most, how long. */
  readonly spikes: Bursts;
  /** The same downwards: a cache flushed and filled again. */
  readonly dips: Bursts;
};

export type Bursts = { readonly perDay: number; readonly height: number; readonly lastsMs: number };

/** What the scrapes lose and mix up. */
export type Scrapes = {
  readonly missing: number;
  /** Spells without any scrape, a day, and how long. */
  readonly outagesPerDay: number;
  readonly outageMs: number;
  /** Of the step, either way. */
  readonly jitter: number;
  /** Share that comes twice. */
  readonly doubled: number;
  /** When the clock is set, and by how much. */
  readonly clock: { readonly at: number; readonly byMs: number } | null;
};

/** A workload to play: replicas of one service under one load. */
export type World = {
  readonly seed: number;
  readonly spanMs: number;
  readonly stepMs: number;
  readonly runtime: Runtime;
  readonly keeps: (moment: Moment) => Kept;
  readonly noise: Noise;
  readonly scrapes: Scrapes;
  /** Where it is killed; or where a quiet one's peak shall stand, as a share of the limit. */
  readonly limit: { readonly bytes: number } | { readonly peakShare: number };
  readonly limitKnown: boolean;
  readonly startKnown: boolean;
  readonly restartsKnown: boolean;
  readonly exitKnown: boolean;
  readonly versionKnown: boolean;
  /** Traffic of the whole service, 1 being usual; whether the page tells requests. */
  readonly load: (at: number) => number;
  readonly loadKnown: boolean;
  readonly replicas: (at: number) => number;
  /** Times at which every replica is replaced in good order. */
  readonly deploys: readonly number[];
  /** Between one replica's turn and the next one's; two steps if absent. */
  readonly staggerMs?: number;
  readonly renames: boolean;
  /** How old the first processes are at the start. */
  readonly agedMs: number;
  /** The age at which a life ends by a crash; Infinity: it does not. */
  readonly crashAge: (life: number, next: () => number) => number;
  /** Between an end and the next start, by how many ended before. */
  readonly backOffMs: (deaths: number) => number;
};
