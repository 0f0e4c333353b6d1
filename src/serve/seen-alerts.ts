import { limits } from '../model/limits.ts';

const mostSeen = limits.alerts_remembered.most;

/** Where it is kept which alerts were seen, so that a restart sees none of them for the first time. */
export type AlertMemory = {
  /** The one that was seen longest ago first. */
  readonly recall: () => readonly string[];
  /** These are new, those are forgotten. */
  readonly keep: (added: readonly string[], forgotten: readonly string[]) => void;
};

/**
 * Which alerts have been acted upon: the same one comes again and again, and from each of a pair. One of which nothing has
 * been captured in the end is new when it comes again.
 */
export class SeenAlerts {
  /** The one that was seen longest ago first. */
  readonly #keys: Set<string>;
  /** Those for which something is being captured. */
  readonly #begun = new Set<string>();
  readonly #memory: AlertMemory;
  #added: string[] = [];
  #forgotten: string[] = [];

  constructor(memory: AlertMemory) {
    this.#memory = memory;
    this.#keys = new Set(memory.recall());
  }

  /** How many are remembered. */
  get size(): number {
    return this.#keys.size;
  }

  has(key: string): boolean {
    return this.#keys.has(key) || this.#begun.has(key);
  }

  /** It has come again: what still comes stays. */
  renew(key: string): void {
    if (this.#keys.delete(key)) this.#keys.add(key);
  }

  /** Something is being captured for it; false: that cannot be remembered of as many. */
  begin(key: string): boolean {
    const isRoom = this.#begun.size < mostSeen;
    if (isRoom) this.#begun.add(key);
    return isRoom;
  }

  /** What was being captured for these is stored, or is not. */
  end(keys: readonly string[], isStored: boolean): void {
    for (const key of keys) {
      this.#begun.delete(key);
      if (isStored) this.#add(key);
    }
    if (isStored) this.#keep();
  }

  #add(key: string): void {
    if (!this.#keys.delete(key)) this.#added.push(key);
    this.#keys.add(key);
    const [oldest] = this.#keys;
    if (this.#keys.size <= mostSeen || oldest === undefined) return;
    this.#keys.delete(oldest);
    this.#forgotten.push(oldest);
  }

  #keep(): void {
    if (this.#added.length === 0) return;
    this.#memory.keep(this.#added, this.#forgotten);
    this.#added = [];
    this.#forgotten = [];
  }
}
