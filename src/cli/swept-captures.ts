import type { Capture } from '../model/capture.ts';
import type { Swept } from '../store/sweep-retention.ts';
import type { Deps } from '../watch/deps.ts';

/**
 * Captures of lives that go on whose files were swept: the engine still remembers them, and a diff
 * over one that cannot be read would fail as a whole.
 */
export class SweptCaptures {
  #ids: ReadonlySet<string> = new Set();

  /** Notes what a sweep removed, as far as one of these targets remembers it. */
  add({ captures }: Swept, targets: readonly { captures: readonly Capture[] }[]): void {
    const gone = new Set([...this.#ids, ...captures]);
    const known = targets.flatMap((target) => target.captures.map(({ id }) => id));
    this.#ids = new Set(known.filter((id) => gone.has(id)));
  }

  /** The engine's collaborators, whose diffs leave out what is gone. */
  without(deps: Deps): Deps {
    const diff: Deps['diff'] = (captures, signal) =>
      deps.diff(
        captures.filter(({ id }) => !this.#ids.has(id)),
        signal,
      );
    return { ...deps, diff };
  }
}
