/** As long as targets are shared (`shared-targets.ts`): nobody polls more often than some times a second. */
const sharedForMs = 250;

/**
 * One answer for all who ask while it is made, and for a quarter of a second after: what costs tens of milliseconds of
 * the thread that polls is made four times a second at most, however many scrapers ask. One that fails is asked for anew.
 */
export class SharedAnswer<T> {
  readonly #nowMs: () => number;
  readonly #make: () => Promise<T>;
  #made: Promise<T> | null = null;
  /** When the newest one was there; of one that is being made: never yet. */
  #thereAtMs = Number.POSITIVE_INFINITY;

  /** `nowMs` is monotonic. */
  constructor(nowMs: () => number, make: () => Promise<T>) {
    this.#nowMs = nowMs;
    this.#make = make;
  }

  get(): Promise<T> {
    if (this.#made !== null && this.#nowMs() - this.#thereAtMs <= sharedForMs) return this.#made;
    const made = this.#make();
    this.#made = made;
    this.#thereAtMs = Number.POSITIVE_INFINITY;
    made.then(
      () => {
        this.#thereAtMs = this.#nowMs();
      },
      () => {
        this.#made = null;
      },
    );
    return made;
  }
}
