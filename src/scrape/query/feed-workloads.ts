import type { Target } from '../../model/target.ts';
import { Followed, type FollowedAbout, type TargetOf } from './followed.ts';
import type { QueriedWorkload } from './group-workloads.ts';
import { mostMissingMs } from './missing-stretch.ts';

/** How long a process may be silent before it counts as gone: longer than Prometheus' own lookback. */
const silenceMs = 900_000;

/** The workloads that a feed follows. */
export class FeedWorkloads {
  readonly #all = new Map<string, Followed>();
  /** Those that were found in this round. */
  #now: readonly Followed[] = [];
  /** When the server last said of everybody who is there. */
  #allFoundMs: number | null = null;

  get size(): number {
    return this.#all.size;
  }

  /** Whether something is known of a workload already. */
  has(name: string): boolean {
    return this.#all.has(name);
  }

  /** Follows these; what is known of them already is kept, and `about` says what others begin with. */
  follow(
    found: readonly QueriedWorkload[],
    targetOf: TargetOf,
    about: (workload: string) => FollowedAbout,
  ): void {
    this.#now = found.map((queried) => {
      const known = this.#all.get(queried.name) ?? new Followed(queried, about(queried.name));
      this.#all.set(queried.name, known);
      known.follow(queried, targetOf);
      return known;
    });
  }

  /** The targets of this round that an earlier process heard of; told once. */
  takeRecalled(): Target[] {
    return this.#now.flatMap((followed) => followed.takeRecalled());
  }

  /** From when on something is missing that may be asked for now; null: nothing. */
  missingFromMs(): number | null {
    let leastMs: number | null = null;
    for (const { missingFromMs } of this.#all.values()) {
      if (missingFromMs !== null) leastMs = Math.min(leastMs ?? missingFromMs, missingFromMs);
    }
    return leastMs;
  }

  /** Groups of about so many series that are to be read from the same time on, so that one query serves many. */
  groups(most: number, isWhole: boolean): Followed[][] {
    const groups: Followed[][] = [];
    const byFrom = Map.groupBy(this.#now, (followed) => followed.readFromMs(isWhole));
    for (const alike of byFrom.values()) {
      let [group, size] = [[] as Followed[], 0];
      for (const followed of alike) {
        const series = followed.queried.processes.reduce((sum, one) => sum + one.series.length, 0);
        if (size > 0 && size + series > most) {
          groups.push(group);
          [group, size] = [[], 0];
        }
        group.push(followed);
        size += series;
      }
      if (size > 0) groups.push(group);
    }
    return groups;
  }

  /**
   * Ends a round: forgets processes that fell silent, answers their targets. `isWhole`: who was not found is not there;
   * else he may be where the server's storage is silent.
   */
  takeGone(nowMs: number, leastMs: number, isWhole: boolean): string[] {
    const patienceMs = Math.max(silenceMs, leastMs);
    if (isWhole) this.#allFoundMs = nowMs;
    this.#allFoundMs ??= nowMs;
    const allFoundMs = Math.max(this.#allFoundMs, nowMs - mostMissingMs);
    const found = new Set(this.#now);
    const gone: string[] = [];
    for (const [name, followed] of this.#all) {
      // Of what is there and could not be read nobody knows whether it fell silent.
      const knownMs = found.has(followed) ? (followed.knownMs ?? nowMs) : allFoundMs;
      gone.push(...followed.dropSilent(Math.min(knownMs, nowMs) - patienceMs));
      if (followed.isEmpty) this.#all.delete(name);
      followed.rest();
    }
    this.#now = [];
    return gone;
  }
}
