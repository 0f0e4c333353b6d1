import type { Incident } from '../model/incident.ts';
import { success } from '../model/result.ts';
import type { Target } from '../model/target.ts';
import type { Deps } from './deps.ts';
import { type RecalledWorkload, recallWorkload } from './recall-workload.ts';
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

type Turn = { readonly dueAtMs: number; readonly savedAtMs: number };

/**
 * What outlives this process of the workloads that are scraped: each is saved now and then, and before its first
 * reading what an earlier process saved of it is recalled. What a feed brings is in the metrics store that it is read
 * from, and nowhere else.
 */
export class WorkloadMemory {
  readonly #deps: Pick<Deps, 'recallWorkload' | 'storeWorkloads' | 'nowMs' | 'sleep'>;
  readonly #shelf: WorkloadShelf;
  readonly #tell: Tell;
  /** By name, the one that is due first first; `savedAtMs` is the newest reading that was saved. */
  readonly #turns = new Map<string, Turn>();
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
    const { nowMs, recallWorkload: stored } = this.#deps;
    this.#turns.delete(name);
    const found = stored?.(name) ?? success(null);
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
    const recalled = recallWorkload(found.value.state, workload.timeScales, nowMs());
    if (recalled.ok) this.#goOn(workload, recalled.value);
    else
      this.#sayOnce(
        `what was known of ${name} is not gone on with: ${recalled.reason}`,
        recalled.reason,
      );
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
      if (turn.dueAtMs > nowMs || due.length === batch) break;
      due.push(workload);
    }
    for (const workload of due) {
      const turn = this.#turns.get(workload);
      this.#turns.delete(workload);
      if (turn === undefined || this.#shelf.get(workload) === undefined) continue;
      this.#turns.set(workload, { ...turn, dueAtMs: nowMs + periodMs / timeScale });
    }
    return this.#save(due) && due.length === batch;
  }

  /** Saves those of them that have changed; false: that did not work out. */
  #save(workloads: readonly string[]): boolean {
    const states = workloads.flatMap((workload) => {
      const watch = this.#shelf.get(workload);
      const savedAtMs = this.#turns.get(workload)?.savedAtMs ?? Number.POSITIVE_INFINITY;
      return watch === undefined || !(watch.lastAtMs > savedAtMs)
        ? []
        : [{ workload, state: watch.save() }];
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
