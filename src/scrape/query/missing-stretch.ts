/** What is missing for longer is given up: to ask for it again, and again after each start, would cost more than it tells. */
export const mostMissingMs = 24 * 3_600_000;

/** A part of the time that was read, and whether the server may have had more. */
type ReadStretch = {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly isPartial: boolean;
};

/**
 * From when on a workload was read while some of the server's storage was silent, so that it is asked for again once
 * the server answers as a whole.
 */
export class MissingStretch {
  #fromMs: number | null = null;
  #askAgainMs = Number.NEGATIVE_INFINITY;

  /** null: nothing is missing. */
  get fromMs(): number | null {
    return this.#fromMs;
  }

  /** From when on to ask, of what was read up to `readMs`; null: nothing is missing, or it was asked for a moment ago. */
  dueFromMs(readMs: number): number | null {
    return readMs >= this.#askAgainMs ? this.#fromMs : null;
  }

  /**
   * Takes note of a stretch, of what had been read up to `beforeMs` already. `gridMs`: what is given up are so many
   * milliseconds, or some times as many, so that steps stay where they are.
   */
  note({ fromMs, untilMs, isPartial }: ReadStretch, beforeMs: number | null, gridMs: number): void {
    const readMs = Math.max(beforeMs ?? untilMs, untilMs);
    if (isPartial) {
      this.#fromMs = Math.min(this.#fromMs ?? fromMs, fromMs);
      // Who never answers as a whole is asked in twice the time each time: of each minute a few times in all.
      if (beforeMs !== null && fromMs < beforeMs) {
        this.#askAgainMs = readMs + (readMs - this.#fromMs);
      }
    } else if (this.#fromMs !== null && this.#fromMs >= fromMs && this.#fromMs < untilMs) {
      this.#fromMs = untilMs < readMs ? untilMs : null;
    }
    if (this.#fromMs === null) return;
    const tooLongMs = readMs - mostMissingMs - this.#fromMs;
    if (tooLongMs > 0) this.#fromMs += Math.ceil(tooLongMs / gridMs) * gridMs;
  }
}
