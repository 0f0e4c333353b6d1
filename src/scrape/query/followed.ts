import type { FeedPlace, FeedReading } from '../../model/feed.ts';
import type { Reading } from '../../model/reading.ts';
import type { Target } from '../../model/target.ts';
import type { SavedPlace } from './feed-place.ts';
import type { QueriedProcess, QueriedWorkload } from './group-workloads.ts';
import { MissingStretch } from './missing-stretch.ts';
import { ProcessJoin } from './process-join.ts';
import type { SeriesChunk } from './series-history.ts';

/** A process that was found → the target that it is. */
export type TargetOf = (process: QueriedProcess, of: QueriedWorkload) => Target;

/** One process that is followed: its join, the target that it is, and when it was last heard of. */
type Process = {
  readonly join: ProcessJoin;
  target: Target;
  /** From which of its containers and addresses its newest samples came, when its target was made. */
  at: string;
  /** When its newest reading was; NaN before the first. */
  heardMs: number;
};

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
  #targetOf: TargetOf | null = null;
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
    this.#targetOf = targetOf;
    for (const process of queried.processes) {
      const known = this.#processes.get(process.name);
      if (known !== undefined) {
        known.join.follow(process);
        continue;
      }
      const join = new ProcessJoin(process);
      const saved = this.#saved?.processes.find(({ name }) => name === process.name);
      if (saved !== undefined) join.goOn(saved.join);
      const target = targetOf(join.newestFirst(process), queried);
      const heardMs = saved?.heardMs ?? Number.NaN;
      this.#processes.set(process.name, { join, target, at: join.at, heardMs });
    }
  }

  /** A pod of a StatefulSet moves: its profiles come from where its newest samples do. It stays the target that it is. */
  #renewTargets(): void {
    for (const [name, process] of this.#processes) {
      const { at } = process.join;
      if (at === process.at) continue;
      const queried = this.queried.processes.find((one) => one.name === name);
      const target = queried && this.#targetOf?.(process.join.newestFirst(queried), this.queried);
      if (!target) continue;
      process.at = at;
      process.target = { ...process.target, profiles: target.profiles };
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
    this.#renewTargets();
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
