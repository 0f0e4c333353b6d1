import type { Capture } from '../model/capture.ts';
import type { WatchEvent } from '../model/event.ts';

/** One line of a strip of events: the newest of those it stands for, and the captures among them if there are several. */
export type FoldedEvent = { readonly event: WatchEvent; readonly captures: readonly Capture[] };

/**
 * Events, oldest first, without what a suspicion repeats for as long as it lasts: of captures, of what was compared
 * and of captures that failed, with nothing else between them, one line for each target and kind, where its newest is.
 */
export function foldEvents(events: readonly WatchEvent[]): FoldedEvent[] {
  const folded: FoldedEvent[] = [];
  let run = new Map<string, FoldedEvent>();
  const close = () => {
    folded.push(...run.values());
    run = new Map();
  };
  for (const event of events) {
    const key = repeatedAs(event);
    if (key === null) {
      close();
      folded.push({ event, captures: [] });
      continue;
    }
    const before = run.get(key);
    // Where the newest is, not where the first was.
    run.delete(key);
    const own = event.kind === 'captured' ? [event.capture] : [];
    run.set(key, { event, captures: [...(before?.captures ?? []), ...own] });
  }
  close();
  return folded;
}

function repeatedAs({ kind, workload, target }: WatchEvent): string | null {
  const isRepeated = kind === 'captured' || kind === 'diffed' || kind === 'capture-failed';
  return isRepeated ? JSON.stringify([kind, workload, target]) : null;
}
