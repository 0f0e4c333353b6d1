import { setImmediate } from 'node:timers/promises';
import type { DiscoveryConfig, ScrapeConfig } from '../model/config.ts';
import type { ContainerEnd, ContainerRef } from '../model/container.ts';
import type { DiscoveryState, ProviderState } from '../model/discovery.ts';
import type { Labels } from '../model/labels.ts';
import type { NoteUse } from '../model/limits.ts';
import type { Target } from '../model/target.ts';
import { discoverFiles } from './discover-files.ts';
import { discoverHttp } from './discover-http.ts';
import { JobTargets, staticGroups } from './job-targets.ts';
import { type FoundJob, type JoinedTargets, joinJobs } from './join-jobs.ts';
import { discoverPods } from './kubernetes/discover-pods.ts';
import type { Found, Provider, Surroundings } from './provider.ts';
import type { TargetGroup } from './target-group.ts';

/** What discovery says as it goes. */
export type DiscoveryEvent =
  | { readonly kind: 'discovery-failed'; readonly job: string; readonly reason: string }
  | { readonly kind: 'discovery-recovered'; readonly job: string }
  | { readonly kind: 'targets-refused'; readonly job: string; readonly reason: string };

/** The world of discovery. `changed`: there are other targets now. */
export type DiscoveryDeps = Surroundings & {
  readonly nowMs: () => number;
  readonly changed: (targets: readonly Target[]) => void;
  readonly tell: (event: DiscoveryEvent) => void;
  /** Told how near the labels of a target come to their limits. */
  readonly noteUse?: NoteUse | undefined;
};

/** As in Prometheus (discovery/manager.go): so long changes are gathered before anybody is told. */
const gatherMs = 5_000;
/** So long others may be held up by relabelling. */
const heldUpMs = 20;
const settleCheckMs = 100;
/** Dropped targets that can be looked at; a cluster has thousands. */
const maxShownDropped = 100;

/** One provider at work. */
type Slot = {
  readonly job: string;
  readonly config: DiscoveryConfig;
  readonly stop: AbortController;
  readonly done: Promise<void>;
  groups: ReadonlyMap<string, TargetGroup>;
  /** Whether it has found something, or failed to, at least once. */
  settled: boolean;
  failures: number;
  problem: string | null;
};

/**
 * Finds the targets of every job for as long as it runs, beside the engine. What a provider found stays
 * while it fails, and over a reload until it has answered anew.
 */
export class Discovery {
  readonly #deps: DiscoveryDeps;
  readonly #end = new AbortController();
  #jobs: readonly JobTargets[] = [];
  #slots = new Map<string, Slot>();
  #joined: JoinedTargets = joinJobs([]);
  /** The first of the dropped, as of what was joined then. */
  #shownDropped: { readonly of: JoinedTargets; readonly labels: readonly Labels[] } | null = null;
  #told = new Set<string>();
  #flushedAtMs = 0;
  #waiting = false;
  #allSettled = true;

  constructor(deps: DiscoveryDeps) {
    this.#deps = deps;
  }

  /**
   * Looks for the targets of these jobs from now on; gives those that are known already. A provider whose
   * configuration is the same goes on, another starts with what the one in its place knew.
   */
  async follow(jobs: readonly ScrapeConfig[]): Promise<readonly Target[]> {
    const next = jobs.map((job) => new JobTargets(job, this.#deps.noteUse));
    await this.#prepare(next);
    // It was stopped meanwhile: nothing is to start any more.
    if (this.#end.signal.aborted) return this.#joined.targets;
    this.#jobs = next;
    const before = this.#slots;
    this.#slots = new Map();
    for (const job of jobs) {
      for (const [i, config] of job.discovery.entries()) {
        const name = JSON.stringify([job.jobName, config.kind, i]);
        const known = before.get(name);
        const isSame = known !== undefined && sameConfig(known.config, config);
        this.#slots.set(name, isSame ? known : this.#start(job.jobName, config, known));
        if (isSame) before.delete(name);
      }
    }
    for (const slot of before.values()) slot.stop.abort();
    this.#allSettled = [...this.#slots.values()].every(({ settled }) => settled);
    this.#join();
    return this.#joined.targets;
  }

  /** Once every provider has found something, or failed to, or the signal is aborted. */
  async settled(signal: AbortSignal): Promise<void> {
    while (!this.#allSettled && !signal.aborted) await this.#deps.sleep(settleCheckMs, signal);
  }

  get state(): DiscoveryState {
    const providers = [...this.#slots.values()].map(
      ({ job, config, failures, problem }): ProviderState => ({
        job,
        mechanism: config.kind,
        failures,
        problem,
      }),
    );
    const { perJob: targets, dropped, limits } = this.#joined;
    // Of many targets they take milliseconds, and pages and probes ask for the state at each request.
    if (this.#shownDropped?.of !== this.#joined) {
      this.#shownDropped = { of: this.#joined, labels: this.#droppedLabels() };
    }
    const droppedLabels = this.#shownDropped.labels;
    return { providers, isSettled: this.#allSettled, targets, dropped, limits, droppedLabels };
  }

  /** How the newest life that is over of a container ended, as of what was found last; null: that is not known. */
  lastEnd({ group, name }: ContainerRef): ContainerEnd | null {
    for (const { groups } of this.#slots.values()) {
      for (const { source, ends } of groups.values()) {
        if (source === group && ends !== undefined) return ends.get(name) ?? null;
      }
    }
    return null;
  }

  /** Ends every provider. */
  async stop(): Promise<void> {
    this.#end.abort();
    for (const { stop } of this.#slots.values()) stop.abort();
    await Promise.all([...this.#slots.values()].map(({ done }) => done));
  }

  #start(job: string, config: DiscoveryConfig, before: Slot | undefined): Slot {
    const stop = new AbortController();
    const run = providerOf(config);
    const slot: Slot = {
      job,
      config,
      stop,
      groups: before?.groups ?? new Map(),
      settled: false,
      failures: before?.failures ?? 0,
      problem: null,
      // The first thing that a provider does may be to tell, and then the slot has to be there.
      done: Promise.resolve().then(() =>
        run((found) => this.#found(slot, found), this.#deps, stop.signal),
      ),
    };
    return slot;
  }

  #found(slot: Slot, { groups, problem }: Found): void {
    if (slot.stop.signal.aborted) return;
    if (groups !== null) slot.groups = groups;
    slot.settled = true;
    if (problem !== null) slot.failures += 1;
    const { job } = slot;
    if (problem !== null && problem !== slot.problem) {
      this.#deps.tell({ kind: 'discovery-failed', job, reason: problem });
    } else if (problem === null && slot.problem !== null) {
      this.#deps.tell({ kind: 'discovery-recovered', job });
    }
    slot.problem = problem;
    if (!this.#allSettled && [...this.#slots.values()].every(({ settled }) => settled)) {
      // Everybody has answered once: nobody shall wait at a start.
      this.#allSettled = true;
      void this.#flush();
    } else if (groups !== null) {
      this.#flushSoon();
    }
  }

  #flushSoon(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    const waitMs = Math.max(0, this.#flushedAtMs + gatherMs - this.#deps.nowMs());
    void this.#deps.sleep(Math.min(waitMs, gatherMs), this.#end.signal).then(() => {
      this.#waiting = false;
      return this.#flush();
    });
  }

  async #flush(): Promise<void> {
    await this.#prepare(this.#jobs);
    if (this.#end.signal.aborted) return;
    this.#join();
    this.#deps.changed(this.#joined.targets);
  }

  #join(): void {
    this.#flushedAtMs = this.#deps.nowMs();
    this.#joined = joinJobs(this.#jobs.map((job) => this.#foundFor(job)));
    const { refused } = this.#joined;
    for (const { job, reason } of refused) {
      // What was refused before is no news.
      if (!this.#told.has(`${job} ${reason}`)) {
        this.#deps.tell({ kind: 'targets-refused', job, reason });
      }
    }
    this.#told = new Set(refused.map(({ job, reason }) => `${job} ${reason}`));
  }

  /** Relabels what is new, little by little: thousands of targets at once would hold every scrape up. */
  async #prepare(jobs: readonly JobTargets[]): Promise<void> {
    let startedMs = performance.now();
    for (const job of jobs) {
      for (const group of this.#foundFor(job).groups) {
        job.of(group);
        if (performance.now() - startedMs < heldUpMs) continue;
        await setImmediate();
        startedMs = performance.now();
      }
    }
  }

  #foundFor(job: JobTargets): FoundJob {
    const found = [...this.#slots.values()].filter((slot) => slot.job === job.job.jobName);
    const maps = [staticGroups(job.job), ...found.map(({ groups }) => groups)];
    return { job, groups: maps.flatMap((groups) => [...groups.values()]) };
  }

  #droppedLabels(): readonly Labels[] {
    const shown: Labels[] = [];
    for (const job of this.#jobs) {
      for (const group of this.#foundFor(job).groups) {
        for (const index of job.of(group).dropped) {
          shown.push(job.discovered(group, index));
          if (shown.length === maxShownDropped) return shown;
        }
      }
    }
    return shown;
  }
}

function providerOf(config: DiscoveryConfig): Provider {
  switch (config.kind) {
    case 'file':
      return discoverFiles(config);
    case 'http':
      return discoverHttp(config);
    case 'kubernetes':
      return discoverPods(config);
  }
}

function sameConfig(a: DiscoveryConfig, b: DiscoveryConfig): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
