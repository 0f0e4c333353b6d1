import { type Recorded, thinRecordings } from '../incident/thin-recordings.ts';
import type { Capture } from '../model/capture.ts';
import type { RecorderPolicy } from '../model/recorder.ts';
import type { Deps } from './deps.ts';
import type { Coming, TargetState } from './target-state.ts';

/** On disk a capture takes what is left of its last blocks too, and its description: two blocks of 4 KiB, or more. */
const besideBytes = 16_384;

/** The recorder's captures of one target, of all lives; what an earlier process left is in it too. */
export class RecorderRing {
  readonly #deps: Pick<Deps, 'listRecorded' | 'removeCapture'>;
  readonly #usedAt = new Map<string, number>();
  /** null: the store was not asked yet. */
  #captures: readonly Capture[] | null = null;

  constructor(deps: Pick<Deps, 'listRecorded' | 'removeCapture'>) {
    this.#deps = deps;
  }

  /**
   * Takes in captures of one moment, when so much memory was held. What need not stay goes, from the disk and
   * from the target too. What went wrong, a sentence each.
   */
  async add(
    state: TargetState,
    taken: readonly Capture[],
    usedBytes: number,
    policy: RecorderPolicy,
  ): Promise<readonly string[]> {
    for (const { id } of taken) this.#usedAt.set(id, usedBytes);
    const problems = await this.#list(state);
    const captures = this.#captures ?? [];
    const known = new Set(captures.map(({ id }) => id));
    const ring = [...captures, ...taken.filter(({ id }) => !known.has(id))];
    const { problems: left } = await this.#keep(state, ring, this.#staying(ring, policy));
    return [...problems, ...left];
  }

  /**
   * Gives up what is needed least of a new capture's kind, as if that were in the ring already and the ring no larger
   * than it is. Whether anything went.
   */
  async makeRoom(state: TargetState, coming: Coming): Promise<boolean> {
    const policy = state.target.recorder;
    if (policy === undefined) return false;
    await this.#list(state);
    const ring = this.#captures ?? [];
    const alike = this.#recorded(ring.filter(({ kind }) => kind === coming.kind)).map(onDisk);
    const maxBytes = alike.reduce((sum, { bytes }) => sum + bytes, 0);
    const next = onDisk({ ...coming, id: '', usedBytes: null });
    const stays = thinRecordings([...alike, next], { ...policy, maxBytes });
    const others = ring.filter(({ kind }) => kind !== coming.kind);
    const { freed } = await this.#keep(state, ring, idsOf([...stays, ...others]));
    return freed > 0;
  }

  /** Asks the store what an earlier process has left, once. */
  async #list(state: TargetState): Promise<readonly string[]> {
    if (this.#captures !== null) return [];
    const listed = await this.#deps.listRecorded(state.target);
    this.#captures ??= listed.ok ? listed.value : [];
    return listed.ok ? [] : [listed.reason];
  }

  async #keep(
    state: TargetState,
    ring: readonly Capture[],
    stays: ReadonlySet<string>,
  ): Promise<{ freed: number; problems: readonly string[] }> {
    this.#captures = ring.filter(({ id }) => stays.has(id));
    state.captures = state.captures.filter(({ id, role }) => role !== 'recorder' || stays.has(id));
    const goes = ring.filter(({ id }) => !stays.has(id));
    const problems: string[] = [];
    for (const capture of goes) {
      this.#usedAt.delete(capture.id);
      state.figuresAt.delete(capture.id);
      const removed = await this.#deps.removeCapture(capture);
      if (!removed.ok) problems.push(removed.reason);
    }
    return { freed: goes.length - problems.length, problems };
  }

  #staying(ring: readonly Capture[], policy: RecorderPolicy): ReadonlySet<string> {
    const kinds = [...Map.groupBy(ring, ({ kind }) => kind).values()];
    const maxBytes = policy.maxBytes / kinds.length;
    const kept = kinds.flatMap((ofKind) =>
      thinRecordings(this.#recorded(ofKind), { ...policy, maxBytes }),
    );
    return idsOf(kept);
  }

  #recorded(captures: readonly Capture[]): readonly Recorded[] {
    return captures.map((capture) => ({
      ...capture,
      usedBytes: this.#usedAt.get(capture.id) ?? null,
    }));
  }
}

function onDisk(recorded: Recorded): Recorded {
  return { ...recorded, bytes: recorded.bytes + besideBytes };
}

function idsOf(captures: readonly { readonly id: string }[]): ReadonlySet<string> {
  return new Set(captures.map(({ id }) => id));
}
