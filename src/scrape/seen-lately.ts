/**
 * A target that was not looked at for so long is gone: a container that dies again and again is started anew after
 * five minutes at the latest, and until then it may be no target. Who is scraped seldom is waited for longer.
 */
const goneMs = 30 * 60_000;
const goneScrapes = 3;

/** How often it is looked for those. */
const forgetEveryMs = 60_000;

/** Which targets are looked at, so that what is known of the others can be let go. By a clock that nobody sets. */
export class SeenLately {
  readonly #nowMs: () => number;
  readonly #untilMs = new Map<string, number>();
  #forgotAtMs: number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#forgotAtMs = nowMs();
  }

  /** A target was looked at. */
  note({ id, scrapeIntervalMs }: { readonly id: string; readonly scrapeIntervalMs: number }): void {
    this.#untilMs.set(id, this.#nowMs() + Math.max(goneMs, goneScrapes * scrapeIntervalMs));
  }

  /** Those, by id, that have not been looked at for long; each is given once. */
  *gone(): Generator<string> {
    const nowMs = this.#nowMs();
    if (nowMs - this.#forgotAtMs < forgetEveryMs) return;
    this.#forgotAtMs = nowMs;
    for (const [id, untilMs] of this.#untilMs) {
      if (nowMs <= untilMs) continue;
      this.#untilMs.delete(id);
      yield id;
    }
  }
}
