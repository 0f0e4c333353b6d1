import type { Deps } from '../watch/deps.ts';

/** How much more captures hold than at the last sweep: the recorder's ring gives back most of what it takes. */
export class StoreGrowth {
  #bytes = 0;
  #most = Number.POSITIVE_INFINITY;
  #reached: () => void = () => undefined;

  /** Resolves once captures hold so many bytes more than now; what was waited for before does not count any more. */
  by(mostBytes: number): Promise<void> {
    this.#bytes = 0;
    this.#most = mostBytes;
    return new Promise((resolve) => {
      this.#reached = resolve;
    });
  }

  /** The engine's collaborators, whose captures are counted. */
  counted(deps: Deps): Deps {
    return {
      ...deps,
      storeCapture: async (...about) => {
        const stored = await deps.storeCapture(...about);
        if (stored.ok) this.#note(stored.value.bytes);
        return stored;
      },
      removeCapture: async (capture) => {
        const removed = await deps.removeCapture(capture);
        if (removed.ok) this.#note(-capture.bytes);
        return removed;
      },
    };
  }

  #note(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes >= this.#most) this.#reached();
  }
}
