import type { RecallPlace } from '../../model/feed.ts';
import { parsePlace, type SavedPlace } from './feed-place.ts';

/** What is asked for and what of it can be gone on with. */
export type PlacesAbout = { readonly key: string; readonly backfillMs: number };

/** What an earlier process has saved of workloads that are about to be followed. */
export class RecalledPlaces {
  readonly #about: PlacesAbout;
  readonly #places = new Map<string, SavedPlace>();

  constructor(about: PlacesAbout) {
    this.#about = about;
  }

  /**
   * Asks for one. What is damaged, from the future or from before all that would be read of the past is not gone on
   * with.
   */
  ask(workload: string, nowMs: number, recall: RecallPlace): SavedPlace | null {
    const known = this.#places.get(workload);
    if (known !== undefined) return known;
    const { key, backfillMs } = this.#about;
    recall(workload, key, (saved) => {
      const place = parsePlace(saved);
      if (place === null || place.readMs > nowMs || place.readMs < nowMs - backfillMs) return false;
      this.#places.set(workload, place);
      return true;
    });
    return this.get(workload);
  }

  /** null: nothing is known. */
  get(workload: string): SavedPlace | null {
    return this.#places.get(workload) ?? null;
  }

  /** They are followed now. */
  clear(): void {
    this.#places.clear();
  }
}
