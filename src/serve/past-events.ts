import type { WatchEvent } from '../model/event.ts';

/** A screen of events and some to scroll. */
const most = 100;

/** The latest events, for who looks on from now: without what of them only a record needs, which is most of it. */
export class PastEvents {
  #events: WatchEvent[] = [];

  /** Verdicts come with every scrape, and the snapshot has them. */
  add(event: WatchEvent): void {
    if (event.kind === 'verdict') return;
    this.#events.push(slim(event));
    if (this.#events.length > most) this.#events.shift();
  }

  /** Oldest first, those that came later than `afterMs` (ms since 1970). */
  after(afterMs: number): readonly WatchEvent[] {
    return this.#events.filter(({ atMs }) => atMs > afterMs);
  }
}

function slim(event: WatchEvent): WatchEvent {
  if (event.kind === 'diffed') return { ...event, captures: [], diff: { ...event.diff, top: [] } };
  if (event.kind !== 'incident') return event;
  const { timeline: _, ...incident } = event.incident;
  return { ...event, incident: { ...incident, captures: [], diffs: [] } };
}
