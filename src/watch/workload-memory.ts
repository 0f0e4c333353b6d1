import type { FeedPlace } from '../model/feed.ts';
import type { Incident } from '../model/incident.ts';
import { type Result, success } from '../model/result.ts';
import type { Rule } from '../model/rule.ts';
import type { Target } from '../model/target.ts';
import type { Deps } from './deps.ts';
import { type RecalledWorkload, recallWorkload } from './recall-workload.ts';
import type { SavedWorkload } from './saved-workload.ts';
import type { Tell } from './tell.ts';
import type { WorkloadShelf } from './workload-shelf.ts';
import type { WorkloadWatch } from './workload-watch.ts';

/**
 * How often a workload is saved: a bucket of the finest tier is as wide, so that a kill costs no more than a scrape
 * or two that were missed.
 */
const periodMs = 60_000;

/** How often it is looked for workloads that are due. */
const tickMs = 5_000;

/**
 * Who polls must not wait: saving takes at most so much at a time, and so much time lies between, a twentieth. A
 * thousand workloads take a third of a second of each minute; a hundred thousand are saved once in ten minutes
 * (`npm run bench -- flush`).
 */
const sliceMs = 20;
const pauseMs = 400;
const batch = 16;

/** A process that is to stop has a few seconds for everything. */
const farewellMs = 1_500;

type Turn = {
  readonly dueAtMs: number;
  readonly savedAtMs: number;
  /** Of a feed: up to where it has been read; null: what follows from its readings is not done yet. */
  readonly place?: FeedPlace | null;
};

/**
 * What outlives this process of the workloads that are watched: each is saved now and then, and before its first
 * reading what an earlier process saved of it is recalled. With what a feed brings goes up to where it was read, so
 * that of the past only what came since is read again.
 */
export class WorkloadMemory {
  readonly #deps: Pick<Deps, 'recallWorkload' | 'storeWorkloads' | 'nowMs' | 'sleep'>;
  readonly #shelf: WorkloadShelf;
  readonly #tell: Tell;
  /** By name, the one that is due first first; `savedAtMs` is the newest reading that was saved. */
  readonly #turns = new Map<string, Turn>();
  /** What a capture was seen to take of a target of a workload, in bytes. */
  readonly costs = new Map<string, number>();
  readonly #said = new Set<string>();
  /** Those of which nobody knows whether something is saved: saving them would take it away. */
  readonly #unread = new Set<string>();
  /** Incidents that are in the store, by id. */
  #stored: ReadonlySet<string> = new Set();
  #problem: string | null = null;

  constructor(
    deps: Pick<Deps, 'recallWorkload' | 'storeWorkloads' | 'nowMs' | 'sleep'>,
    shelf: WorkloadShelf,
    tell: Tell,
  ) {
    this.#deps = deps;
    this.#shelf = shelf;
    this.#tell = tell;
  }

  /** These incidents are in the store: what is saved of one of them is older. */
  know(incidents: readonly Pick<Incident, 'id'>[]): void {
    this.#stored = new Set(incidents.map(({ id }) => id));
  }

  /**
   * To be called before each reading is taken in; does something before the first one, and afterwards for as long as
   * what was saved cannot be read.
   */
  recall(workload: WorkloadWatch, target: Target): void {
    const name = target.workload;
    if ((workload.hasReadings && !this.#unread.has(name)) || target.source === 'query') return;
    const { nowMs } = this.#deps;
    this.#turns.delete(name);
    const found = this.#found(name);
    if (!found.ok) {
      this.#unread.add(name);
      this.#sayOnce(
        `what was known of ${name} cannot be read, and is not written over before it can be: ${found.reason}`,
        found.reason,
      );
      return;
    }
    this.#unread.delete(name);
    const dueAtMs = nowMs() + periodMs / Math.max(1, ...workload.timeScales);
    this.#turns.set(name, { dueAtMs, savedAtMs: Number.NEGATIVE_INFINITY });
    if (found.value === null) return;
    const recalled = this.#recalled(name, found.value.state, workload.timeScales);
    // What a feed has read is other samples than those that are scraped.
    if (recalled !== null && recalled.saved.feed === undefined) this.#goOn(workload, recalled);
  }

  /**
   * Goes on with what is known of a workload of a feed, or with what is saved of it, if `goOn` says that it can. Where the
   * store cannot be read that is said, and the past is read anew: nothing is lost by that.
   */
  recallFed(
    name: string,
    rules: readonly Rule[],
    ...[key, goOn]: [key: string, goOn: (saved: unknown) => boolean]
  ): void {
    if (this.#shelf.get(name)?.hasReadings) {
      // It was silent for a while, or a reload has made its feed anew.
      const place = this.#turns.get(name)?.place;
      if (place?.key === key) goOn(asSaved(place));
      return;
    }
    const found = this.#found(name);
    if (!found.ok) {
      this.#sayOnce(
        `what was known of ${name} cannot be read, so its past is read anew: ${found.reason}`,
        found.reason,
      );
      return;
    }
    if (found.value === null) return;
    const scales = new Set(rules.map(({ timeScale }) => timeScale));
    const recalled = this.#recalled(name, found.value.state, scales);
    const feed = recalled?.saved.feed;
    if (recalled === null || feed?.key !== key || !goOn(feed.place)) return;
    // What came meanwhile is read, so nothing was missed.
    const whole = { ...recalled, isContinuous: true };
    this.#shelf.getOrAdd(name, rules).recall(whole, this.#stored);
  }

  /** Up to where a feed has read a workload; null: not yet up to now, so that it is not saved as it is. */
  place(name: string, place: FeedPlace | null): void {
    const { nowMs } = this.#deps;
    const workload = this.#shelf.get(name);
    if (workload === undefined) return;
    const dueAtMs = nowMs() + periodMs / Math.max(1, ...workload.timeScales);
    const turn = this.#turns.get(name) ?? { dueAtMs, savedAtMs: Number.NEGATIVE_INFINITY };
    this.#turns.set(name, { ...turn, place });
  }

  #found(name: string): Result<{ readonly state: unknown } | null> {
    const found = this.#deps.recallWorkload?.(name) ?? success(null);
    // It holds for longer than what was normal then.
    const { captureCostBytes } = (
      found.ok ? (found.value?.state ?? {}) : {}
    ) as Partial<SavedWorkload>;
    if (typeof captureCostBytes === 'number' && !this.costs.has(name)) {
      this.costs.set(name, captureCostBytes);
    }
    return found;
  }

  /** What is saved, as far as it can be gone on with at all; null, and a sentence: it cannot. */
  #recalled(name: string, state: unknown, timeScales: Iterable<number>): RecalledWorkload | null {
    const recalled = recallWorkload(state, timeScales, this.#deps.nowMs());
    if (recalled.ok) return recalled.value;
    const { reason } = recalled;
    this.#sayOnce(`what was known of ${name} is not gone on with: ${reason}`, reason);
    return null;
  }

  /** With what is saved, unless more is known by now. */
  #goOn(workload: WorkloadWatch, recalled: RecalledWorkload): void {
    const { firstAtMs, lastAtMs } = recalled.saved;
    if (workload.hasReadings && lastAtMs - firstAtMs <= workload.knownForMs) return;
    workload.recall(recalled, this.#stored);
  }

  /** Saves what is due, until `signal` is aborted. */
  async run(signal: AbortSignal, timeScale: () => number): Promise<void> {
    const { nowMs, sleep } = this.#deps;
    while (!signal.aborted) {
      const scale = timeScale();
      const untilMs = nowMs() + sliceMs;
      let isMore = true;
      while (isMore && nowMs() < untilMs) isMore = this.#saveSome(nowMs(), scale);
      await sleep(isMore ? pauseMs : Math.max(pauseMs, tickMs / scale), signal);
    }
  }

  /** Saves all that has changed, as far as a farewell allows. */
  finish(): void {
    const { nowMs } = this.#deps;
    const untilMs = nowMs() + farewellMs;
    const rest = [...this.#turns.keys()];
    for (let from = 0; from < rest.length && nowMs() < untilMs; from += batch) {
      this.#save(rest.slice(from, from + batch));
    }
  }

  /** Saves a batch of those that are due; whether there may be more. */
  #saveSome(nowMs: number, timeScale: number): boolean {
    const due: string[] = [];
    for (const [workload, turn] of this.#turns) {
      // One that is due in hours was to be so before the clock was set back.
      const isDue = turn.dueAtMs <= nowMs || turn.dueAtMs > nowMs + 2 * periodMs;
      if (!isDue || due.length === batch) break;
      due.push(workload);
    }
    for (const workload of due) {
      const turn = this.#turns.get(workload);
      this.#turns.delete(workload);
      if (turn === undefined || this.#shelf.get(workload) === undefined) {
        this.costs.delete(workload);
        continue;
      }
      this.#turns.set(workload, { ...turn, dueAtMs: nowMs + periodMs / timeScale });
    }
    return this.#save(due) && due.length === batch;
  }

  /** Saves those of them that have changed; false: that did not work out. */
  #save(workloads: readonly string[]): boolean {
    const states = workloads.flatMap((workload) => {
      const watch = this.#shelf.get(workload);
      const { savedAtMs = Number.NaN, place } = this.#turns.get(workload) ?? {};
      if (watch === undefined || place === null || isSaved(watch.lastAtMs, savedAtMs)) return [];
      const feed = place && { key: place.key, place: place.saved() };
      const captureCostBytes = this.costs.get(workload);
      const cost = captureCostBytes === undefined ? {} : { captureCostBytes };
      return [{ workload, state: { ...watch.save(), ...cost, ...(feed && { feed }) } }];
    });
    const stored = states.length === 0 ? undefined : this.#deps.storeWorkloads?.(states);
    if (stored?.ok === false) {
      this.#say(stored.reason);
      return false;
    }
    if (stored !== undefined) this.#problem = null;
    for (const { workload, state } of states) {
      const turn = this.#turns.get(workload);
      if (turn !== undefined) this.#turns.set(workload, { ...turn, savedAtMs: state.lastAtMs });
    }
    return true;
  }

  /** Until it is another problem, or was none for a while. */
  #say(reason: string): void {
    if (reason === this.#problem) return;
    this.#problem = reason;
    this.#tell({ kind: 'warning', text: `what is known of workloads is not saved: ${reason}` });
  }

  /** A version that changed concerns them all, and is told of the first. */
  #sayOnce(text: string, reason: string): void {
    if (this.#said.has(reason)) return;
    this.#said.add(reason);
    this.#tell({ kind: 'warning', text });
  }
}

/** A place as it comes back from a store. */
function asSaved(place: FeedPlace): unknown {
  return JSON.parse(JSON.stringify(place.saved()));
}

/** Whether nothing is new; NaN: nobody asks for it. After a clock that was set back what is new is older than that. */
function isSaved(lastAtMs: number, savedAtMs: number): boolean {
  return !(lastAtMs > savedAtMs || lastAtMs < savedAtMs);
}
