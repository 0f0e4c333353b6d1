import type { WatchEvent } from '../model/event.ts';
import { type Happening, happeningOf } from '../render/page/watch/happening.ts';

/** What is kept of all targets, half a megabyte at most; what is older is in the log. */
const most = 2_000;

/** What happened, as far back as it is kept, for a page to tell. */
export class EventHistory {
  #happenings: Happening[] = [];

  /** Left out is what comes again and again and says nothing new: verdicts, and diffs that name nobody. */
  add(event: WatchEvent): void {
    if (event.kind === 'verdict') return;
    if (event.kind === 'diffed' && event.diff.culprits.length === 0) return;
    this.#happenings.push(happeningOf(event));
    if (this.#happenings.length > most) this.#happenings = this.#happenings.slice(-most * 0.75);
  }

  /** Oldest first. */
  get happenings(): readonly Happening[] {
    return this.#happenings;
  }
}
