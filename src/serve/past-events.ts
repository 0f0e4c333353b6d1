import type { Diff } from '../model/culprit.ts';
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
  const diffs = incident.diffs.map(slimDiff);
  return { ...event, incident: { ...incident, captures: [], diffs } };
}

/** In what unit its culprits are counted, a diff alone says. */
function slimDiff(diff: Diff): Diff {
  const culprits = diff.culprits.map((culprit) => ({ ...culprit, stack: [], retainers: [] }));
  return { ...diff, top: [], culprits };
}
