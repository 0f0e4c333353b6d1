import type { StoreFault } from '../store/look-at-store.ts';
import type { Store } from '../store/store.ts';

/** How often the store is looked at. */
export const lookAtStoreMs = 15_000;

/** A volume that was taken away for maintenance comes back; what is gone for longer does not by itself. */
const mostLostMs = 60_000;

type StoreWatchDeps = {
  readonly store: Pick<Store, 'look' | 'waiting'>;
  /** Monotonic, in ms. */
  readonly nowMs: () => number;
  /** Told what is wrong with the store, when that begins and when it is over. */
  readonly say: (sentence: string) => void;
};

/**
 * Whether what is found out can be kept. A store that cannot be written is told of and watched around: a start could
 * not open it, and who is to be alerted would be told nothing any more. One that is lost needs a start.
 */
export class StoreWatch {
  readonly #deps: StoreWatchDeps;
  #fault: StoreFault | null = null;
  #lostAtMs: number | null = null;
  #looking: Promise<void> | null = null;

  constructor(deps: StoreWatchDeps) {
    this.#deps = deps;
  }

  /** Looks at the store; while a look goes on, as on a disk that hangs, there is no other. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /** Resolves when no look goes on. */
  async ended(): Promise<void> {
    await this.#looking;
  }

  /** Whether what is said now is on disk. */
  get keeps(): boolean {
    return this.#fault === null && this.#deps.store.waiting().records === 0;
  }

  /** What a restart would cure: a sentence; null: nothing. */
  complaint(): string | null {
    if (this.#fault === null || this.#lostAtMs === null) return null;
    const lostMs = this.#deps.nowMs() - this.#lostAtMs;
    // Without its full stop: it stands within another sentence.
    return lostMs >= mostLostMs ? this.#fault.reason.replace(/\.$/, '') : null;
  }

  async #look(): Promise<void> {
    const fault = await this.#deps.store.look();
    if (fault?.isLost !== true) this.#lostAtMs = null;
    else this.#lostAtMs ??= this.#deps.nowMs();
    const before = this.#fault;
    this.#fault = fault;
    if (fault?.reason === before?.reason) return;
    if (fault !== null) this.#deps.say(`nothing can be kept: ${fault.reason}`);
    else this.#deps.say('the store can be written again');
  }
}
