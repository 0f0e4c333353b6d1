/** Reloading, going back and zooming ask for the same few again. */
const most = 4;

/** The last few things that were made, by a key. */
export class Recent<T> {
  readonly #made = new Map<string, T>();

  /** The one of the key, made if it is not there; the one that was made first goes for it. */
  get(key: string, make: () => T): T {
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const made = make();
    const [oldest] = this.#made.keys();
    if (this.#made.size >= most && oldest !== undefined) this.#made.delete(oldest);
    this.#made.set(key, made);
    return made;
  }

  /** Forgets the one of the key. */
  drop(key: string): void {
    this.#made.delete(key);
  }
}
