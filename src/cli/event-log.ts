import type { WatchEvent } from '../model/event.ts';

/** As many as a view can show of what was before it. */
const most = 1000;

type Listener = (event: WatchEvent) => void;

/** Events for listeners that come later: who subscribes hears those of before first. */
export class EventLog {
  readonly #before: WatchEvent[] = [];
  readonly #listeners = new Set<Listener>();

  add(event: WatchEvent): void {
    this.#before.push(event);
    if (this.#before.length > most) this.#before.shift();
    for (const listener of this.#listeners) listener(event);
  }

  /** The answer takes the wish back. */
  readonly subscribe = (listener: Listener): (() => void) => {
    for (const event of this.#before) listener(event);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
