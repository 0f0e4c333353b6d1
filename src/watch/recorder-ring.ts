import { thinRecordings } from '../incident/thin-recordings.ts';
import type { Capture } from '../model/capture.ts';
import type { RecorderPolicy } from '../model/recorder.ts';
import type { Deps } from './deps.ts';
import type { TargetState } from './target-state.ts';

/** The recorder's captures of one target, of all lives; what an earlier process left is in it too. */
export class RecorderRing {
  readonly #deps: Pick<Deps, 'listRecorded' | 'removeCapture'>;
  readonly #usedAt = new Map<string, number>();
  /** null: the store was not asked yet. */
  #captures: Capture[] | null = null;

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
    const problems: string[] = [];
    for (const { id } of taken) this.#usedAt.set(id, usedBytes);
    if (this.#captures === null) {
      const listed = await this.#deps.listRecorded(state.target);
      this.#captures = listed.ok ? [...listed.value] : [];
      if (!listed.ok) problems.push(listed.reason);
    }
    const known = new Set(this.#captures.map(({ id }) => id));
    const ring = [...this.#captures, ...taken.filter(({ id }) => !known.has(id))];
    const stays = this.#staying(ring, policy);
    this.#captures = ring.filter(({ id }) => stays.has(id));
    state.captures = state.captures.filter(({ id, role }) => role !== 'recorder' || stays.has(id));
    for (const capture of ring.filter(({ id }) => !stays.has(id))) {
      this.#usedAt.delete(capture.id);
      state.figuresAt.delete(capture.id);
      const removed = await this.#deps.removeCapture(capture);
      if (!removed.ok) problems.push(removed.reason);
    }
    return problems;
  }

  #staying(ring: readonly Capture[], policy: RecorderPolicy): ReadonlySet<string> {
    const kinds = [...Map.groupBy(ring, ({ kind }) => kind).values()];
    const maxBytes = policy.maxBytes / kinds.length;
    const kept = kinds.flatMap((ofKind) => {
      const recorded = ofKind.map((capture) => ({
        ...capture,
        usedBytes: this.#usedAt.get(capture.id) ?? null,
      }));
      return thinRecordings(recorded, { ...policy, maxBytes });
    });
    return new Set(kept.map(({ id }) => id));
  }
}
