import type { Incident } from '../model/incident.ts';
import type { Rule } from '../model/rule.ts';
import { WorkloadWatch } from './workload-watch.ts';

/** A workload of which no target has been seen for as long as this is forgotten. */
const forgetAfterMs = 24 * 3_600_000;

/** The workloads that are watched, and since when those are gone that have no target any more. */
export class WorkloadShelf {
  readonly #byName = new Map<string, WorkloadWatch>();
  readonly #goneSince = new Map<string, number>();

  get(name: string): WorkloadWatch | undefined {
    return this.#byName.get(name);
  }

  getOrAdd(name: string, rules: readonly Rule[]): WorkloadWatch {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const made = new WorkloadWatch(rules);
    this.#byName.set(name, made);
    return made;
  }

  all(): Iterable<WorkloadWatch> {
    return this.#byName.values();
  }

  /** The newest incident of that id; undefined: none of a watched workload has it. */
  incident(id: string): Incident | undefined {
    for (const { tracks } of this.#byName.values()) {
      const incident = tracks.find(({ track }) => track.incident?.id === id)?.track.incident;
      if (incident) return incident;
    }
    return undefined;
  }

  /** Those without a target, and for how long, given the names of those that have one. */
  gone(watched: ReadonlySet<string>, nowMs: number): { workload: WorkloadWatch; forMs: number }[] {
    const gone: { workload: WorkloadWatch; forMs: number }[] = [];
    for (const [name, workload] of this.#byName) {
      if (watched.has(name)) {
        this.#goneSince.delete(name);
        continue;
      }
      const sinceMs = this.#goneSince.get(name) ?? nowMs;
      this.#goneSince.set(name, sinceMs);
      gone.push({ workload, forMs: nowMs - sinceMs });
      if (nowMs - sinceMs < forgetAfterMs) continue;
      this.#byName.delete(name);
      this.#goneSince.delete(name);
    }
    return gone;
  }
}
