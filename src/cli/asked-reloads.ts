/** Wishes for a reload: those that come before anybody can reload are one, and wait until somebody can. */
export class AskedReloads {
  #reload: (() => Promise<unknown>) | null = null;
  #isWaiting = false;

  readonly ask = (): void => {
    if (this.#reload === null) this.#isWaiting = true;
    else void this.#reload();
  };

  /** From now on each wish is granted by this, which must not reject. */
  answerBy(reload: () => Promise<unknown>): void {
    this.#reload = reload;
    if (this.#isWaiting) void reload();
    this.#isWaiting = false;
  }
}
