import type { FeedPlace, FeedReading } from '../../model/feed.ts';
import type { Reading } from '../../model/reading.ts';
import type { Target } from '../../model/target.ts';
import type { SavedPlace } from './feed-place.ts';
import type { QueriedProcess, QueriedWorkload } from './group-workloads.ts';
import { MissingStretch, mostMissingMs } from './missing-stretch.ts';
import { ProcessJoin } from './process-join.ts';
import type { SeriesChunk } from './series-history.ts';

type TargetOf = (process: QueriedProcess, of: QueriedWorkload) => Target;

/** One process that is followed: its join, the target that it is, and when it was last heard of. */
type Process = {
  readonly join: ProcessJoin;
  readonly target: Target;
  series: number;
  /** When its newest reading was; NaN before the first. */
  heardMs: number;
};

/** How long a process may be silent before it counts as gone: longer than Prometheus' own lookback. */
const silenceMs = 900_000;

/** What a workload begins with. */
export type FollowedAbout = {
  readonly key: string;
  readonly sampling: () => SavedPlace['sampling'];
  readonly saved: SavedPlace | null;
};

/** One workload that is followed, and up to when it has been read. */
export class Followed {
  readonly name: string;
  /** As it was found in this round; the label sets are large and live no longer than that. */
  queried: QueriedWorkload;
  /** Up to when it has been read; null: never. */
  readMs: number | null = null;
  /** Up to where it has been read, to be saved. */
  readonly place: FeedPlace;
  readonly #sampling: FollowedAbout['sampling'];
  readonly #missing = new MissingStretch();
  readonly #processes = new Map<string, Process>();
  /** What an earlier process has saved, until the first round has found who is there. */
  #saved: SavedPlace | null = null;
  /** What was last said by those that fell silent last: where they speak again it is gone on with. */
  #silent: SavedPlace['processes'] = [];

  /** `about`: what was saved is gone on with where there is something; its place is saved under `key`. */
  constructor(queried: QueriedWorkload, about: FollowedAbout) {
    this.name = queried.name;
    this.queried = queried;
    this.#sampling = about.sampling;
    this.#saved = about.saved;
    this.readMs = about.saved?.readMs ?? null;
    this.place = { key: about.key, saved: () => this.#save(about.sampling()) };
  }

  /** Up to when all is known that the server has; null: it was never read. */
  get knownMs(): number | null {
    return this.#missing.fromMs ?? this.readMs;
  }

  /** From when on something is missing that may be asked for now; null: nothing. */
  get missingFromMs(): number | null {
    return this.readMs === null ? null : this.#missing.dueFromMs(this.readMs);
  }

  /** From when on it is to be read. `isWhole`: the server answers as a whole; null: from the beginning. */
  readFromMs(isWhole: boolean): number | null {
    return (isWhole ? this.missingFromMs : null) ?? this.readMs;
  }

  get joins(): readonly ProcessJoin[] {
    return [...this.#processes.values()].map(({ join }) => join);
  }

  get isEmpty(): boolean {
    return this.#processes.size === 0;
  }

  follow(queried: QueriedWorkload, targetOf: TargetOf): void {
    this.queried = queried;
    for (const process of queried.processes) {
      const known = this.#processes.get(process.name);
      if (known === undefined) {
        const target = targetOf(process, queried);
        const join = new ProcessJoin(process);
        const series = process.series.length;
        const saved = this.#saved?.processes.find(({ name }) => name === process.name);
        if (saved !== undefined) join.goOn(saved.join);
        const heardMs = saved?.heardMs ?? Number.NaN;
        this.#processes.set(process.name, { join, target, series, heardMs });
      } else {
        known.join.follow(process);
        known.series = process.series.length;
      }
    }
  }

  /** The targets that an earlier process heard of; told once. */
  takeRecalled(): Target[] {
    if (this.#saved === null) return [];
    this.#saved = null;
    return [...this.#processes.values()].flatMap(({ heardMs, target }) =>
      Number.isNaN(heardMs) ? [] : [target],
    );
  }

  #save(sampling: SavedPlace['sampling']): SavedPlace {
    const processes = [...this.#processes].map(([name, process]) => savedProcess(name, process));
    return {
      readMs: this.knownMs ?? 0,
      sampling,
      processes: this.isEmpty ? this.#silent : processes,
    };
  }

  /** Its readings with their targets, once a stretch of them has been read. */
  taken(
    readings: readonly Reading[],
    stretch: Pick<SeriesChunk, 'fromMs' | 'untilMs' | 'isPartial'>,
  ): FeedReading[] {
    const sampling = this.#sampling();
    this.#missing.note(stretch, this.readMs, sampling.kind === 'raw' ? 1 : 12 * sampling.stepMs);
    this.readMs = Math.max(this.readMs ?? stretch.untilMs, stretch.untilMs);
    return readings.flatMap((reading) => {
      const process = this.#processes.get(reading.instance);
      if (process === undefined) return [];
      process.heardMs = reading.atMs;
      return [{ target: process.target, reading }];
    });
  }

  /** Forgets what has been silent since before `sinceMs`; answers the targets that were. */
  dropSilent(sinceMs: number): string[] {
    const silent = [...this.#processes].filter(([, { heardMs }]) => !(heardMs >= sinceMs));
    if (silent.length > 0) this.#silent = silent.map(([name, of]) => savedProcess(name, of));
    for (const [name] of silent) this.#processes.delete(name);
    return silent.flatMap(([, { heardMs, target }]) => (Number.isNaN(heardMs) ? [] : [target.id]));
  }

  /** The label sets are not needed until the next round. */
  rest(): void {
    this.queried = { name: this.name, labels: {}, processes: [] };
  }
}

function savedProcess(name: string, { heardMs, join }: Process): SavedPlace['processes'][number] {
  return { name, join: join.save(), heardMs: Number.isNaN(heardMs) ? null : heardMs };
}

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
