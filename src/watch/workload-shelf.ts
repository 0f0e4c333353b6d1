import { untracked } from '../incident/state.ts';
import type { Incident, IncidentMemory } from '../model/incident.ts';
import { limits } from '../model/limits.ts';
import type { Rule } from '../model/rule.ts';
import { WorkloadWatch } from './workload-watch.ts';

/** A workload of which no target has been seen for as long as this is forgotten. */
const forgetAfterMs = 24 * 3_600_000;

/**
 * With more than so many gone those are forgotten that have been gone for longer than they were known: jobs and
 * bare pods that come and go each second are workloads of their own.
 */
const mostGone = limits.workloads_gone.most;

/** An incident that is no other deployment's, since a target of its workload was found. */
type Trusted = { readonly incident: Incident; readonly memory: IncidentMemory };

/** The workloads that are watched, and since when those are gone that have no target any more. */
export class WorkloadShelf {
  readonly #byName = new Map<string, WorkloadWatch>();
  readonly #goneSince = new Map<string, number>();
  /** Incidents that may be another deployment's, by id: no target of their workload was found yet. */
  readonly #doubted = new Set<string>();
  /** Those that are not doubted any more, and that nobody has heard of yet. */
  #trusted: Trusted[] = [];

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

  /** From now on these incidents, by id, count as another deployment's, until their workload has a target. */
  doubt(ids: Iterable<string>): void {
    for (const id of ids) this.#doubted.add(id);
  }

  /** Those whose doubt is over since this was last asked. */
  newlyTrusted(): readonly Trusted[] {
    const trusted = this.#trusted;
    this.#trusted = [];
    return trusted;
  }

  /** Forgets the incident of a rule if it still counts as another deployment's; whether it did. */
  disown(workload: WorkloadWatch, rule: Rule, { id }: Incident): boolean {
    if (!this.#doubted.delete(id)) return false;
    workload.restore(rule, untracked);
    return true;
  }

  /**
   * Takes note of who has a target, given the names of those that have one, and forgets who has had none
   * for long; gives how many are left without one. Where it is not known yet who has one, nobody whose incident goes on is gone.
   */
  note(watched: ReadonlySet<string>, nowMs: number, isAllFound: boolean): number {
    for (const [name, workload] of this.#byName) {
      const sinceMs = this.#goneSince.get(name);
      // The clock was set back.
      if (sinceMs !== undefined && sinceMs > nowMs) this.#goneSince.set(name, nowMs);
      if (watched.has(name)) this.#goneSince.delete(name);
      else if (!this.#goneSince.has(name) || !(isAllFound || workload.isAtRest)) {
        this.#goneSince.set(name, nowMs);
      }
    }
    if (this.#doubted.size > 0) this.#trust(watched);
    this.#forget(nowMs);
    return this.#goneSince.size;
  }

  /** Those without a target, and for how long. */
  *gone(nowMs: number): Generator<{ readonly workload: WorkloadWatch; readonly forMs: number }> {
    for (const [name, sinceMs] of this.#goneSince) {
      const workload = this.#byName.get(name);
      if (workload !== undefined) yield { workload, forMs: nowMs - sinceMs };
    }
  }

  #trust(names: Iterable<string>): void {
    for (const name of names) {
      for (const { track } of this.#byName.get(name)?.tracks ?? []) {
        const { incident, firedAtAgeMs, told } = track;
        if (incident === null || !this.#doubted.delete(incident.id)) continue;
        this.#trusted.push({ incident, memory: { firedAtAgeMs, told } });
      }
    }
  }

  #forget(nowMs: number): void {
    let surplus = this.#goneSince.size - mostGone;
    for (const [name, sinceMs] of this.#goneSince) {
      const workload = this.#byName.get(name);
      // An incident that goes on has to be ended first: somebody was told of it.
      if (workload?.isAtRest === false) continue;
      const forMs = nowMs - sinceMs;
      const isSurplus = surplus > 0 && forMs > (workload?.knownForMs ?? 0);
      if (forMs < forgetAfterMs && !isSurplus) continue;
      this.#byName.delete(name);
      this.#goneSince.delete(name);
      surplus--;
    }
  }
}
