/** Alerts that are remembered: several bodies of the largest kind. */
const mostSeen = 50_000;

/** Which alerts have been acted upon: the same one comes again and again, and from each of a pair. */
export class SeenAlerts {
  /** The one that was seen longest ago first. */
  readonly #keys = new Set<string>();

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  add(key: string): void {
    // One that still comes stays.
    this.#keys.delete(key);
    this.#keys.add(key);
    const [oldest] = this.#keys;
    if (this.#keys.size > mostSeen && oldest !== undefined) this.#keys.delete(oldest);
  }
}
