/**
 * The figures that one scrape of one process can give. Bytes unless said otherwise.
 * The same names, in snake case, are the columns of `sawtooth analyze`.
 */
export type FigureName =
  /** A bare series of unknown meaning (`analyze` with a `value` column); `--unit` says what it is. */
  | 'value'
  | 'rss'
  /** The most that was resident since the start; never falls. */
  | 'peakRss'
  | 'workingSet'
  | 'anon'
  | 'pageCache'
  | 'lazyFree'
  /** What the last garbage collection found reachable: `/gc/heap/live:bytes`. */
  | 'heapLive'
  | 'heapAlloc'
  | 'heapInuse'
  | 'heapIdle'
  | 'heapReleased'
  | 'heapSys'
  /** Heap in use as V8 and the JVM report it: not Go's span accounting. */
  | 'heapUsed'
  /** Memory outside V8's heap that its objects hold on to. */
  | 'external'
  | 'stackInuse'
  | 'sys'
  | 'buckHashSys'
  | 'nextGc'
  /** Collections so far: a counter, falls only with the process. */
  | 'gcCount'
  /** Share of the CPU that collections took since the start, 0 to 1. */
  | 'gcCpuFraction'
  | 'goMemoryLimit'
  /** Bytes allocated since the start: a counter, falls only with the process. */
  | 'allocTotal'
  | 'goroutines'
  | 'threads'
  | 'openFds'
  /** CPU seconds since the start: a counter, falls only with the process. */
  | 'cpuSeconds'
  | 'requestsTotal'
  | 'inFlight';

/** What is known of one process at one time; a figure that was not given is absent, never NaN. */
export type Figures = Readonly<Partial<Record<FigureName, number>>>;

/**
 * What one scrape says of one process. `instance` tells the processes of a workload apart (a pod,
 * a host:port). `startAtMs`, `restarts` and `containerId` tell one life from the next, best first.
 */
export type Reading = {
  readonly atMs: number;
  readonly instance: string;
  readonly figures: Figures;
  readonly startAtMs?: number;
  /** The same since the boot of its machine, in clock ticks: what no clock that is set moves. */
  readonly startTicks?: number;
  readonly restarts?: number;
  readonly containerId?: string;
  /** How the life before this one ended, where the source knows it. */
  readonly lastExit?: LifeEnd;
  /** Who says so; absent: the source itself. */
  readonly lastExitBy?: EndWitness;
  /** The memory limit that the kernel or the runtime enforces, where the source knows it. */
  readonly limitBytes?: number;
  /**
   * The most that was held since the reading before of what the limit counts (the working set, else what is
   * resident), where the source knows more than the one value: its figures then are the least of that time.
   */
  readonly peakBytes?: number;
  readonly version?: string;
  /** Why a process' own page gave nothing this time: a sentence; absent: it gave its figures, or it has none. */
  readonly pageFault?: string;
};

/**
 * Who says how a life ended: the kernel's count of kills in the process' own cgroup, or in the one above it; the
 * cluster's API. `level`: nobody; it stood at its memory limit when it was last seen, so the kill is inferred.
 */
export type EndWitness = 'cgroup' | 'pod-cgroup' | 'kubernetes' | 'level';

/** What the kernel's counts say of an end: who has counted a kill; `none`: they were read after it, and none was. */
export type CountedEnd = Extract<EndWitness, 'cgroup' | 'pod-cgroup'> | 'none';

/** Why a life ended. `unknown`: it ended, and nothing says why. */
export type LifeEnd = 'oom' | 'crash' | 'deploy' | 'unknown';
