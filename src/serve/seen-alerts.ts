import { limits } from '../model/limits.ts';

const mostSeen = limits.alerts_remembered.most;

/** Where it is kept which alerts were seen, so that a restart sees none of them for the first time. */
export type AlertMemory = {
  /** The one that was seen longest ago first. */
  readonly recall: () => readonly string[];
  /** These are new, those are forgotten. */
  readonly keep: (added: readonly string[], forgotten: readonly string[]) => void;
};

/** Which alerts have been acted upon: the same one comes again and again, and from each of a pair. */
export class SeenAlerts {
  /** The one that was seen longest ago first. */
  readonly #keys: Set<string>;
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
    return this.#keys.has(key);
  }

  add(key: string): void {
    // One that still comes stays.
    if (!this.#keys.delete(key)) this.#added.push(key);
    this.#keys.add(key);
    const [oldest] = this.#keys;
    if (this.#keys.size <= mostSeen || oldest === undefined) return;
    this.#keys.delete(oldest);
    this.#forgotten.push(oldest);
  }

  /** Keeps what was added since the last time. */
  keep(): void {
    if (this.#added.length === 0) return;
    this.#memory.keep(this.#added, this.#forgotten);
    this.#added = [];
    this.#forgotten = [];
  }
}
