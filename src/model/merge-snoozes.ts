import type { Snooze } from './quiet.ts';

/**
 * The snoozes of several books as one, for a workload the last that was asked for. Of copies of one snooze that counts
 * which was ended. What is over and would be by itself is left out.
 */
export function mergeSnoozes(books: readonly (readonly Snooze[])[], nowMs: number): Snooze[] {
  const byWorkload = new Map<string, Snooze>();
  for (const snooze of books.flat()) {
    if ((snooze.endedOfMs ?? snooze.untilMs) <= nowMs) continue;
    const known = byWorkload.get(snooze.workload);
    if (known === undefined || isLater(snooze, known)) byWorkload.set(snooze.workload, snooze);
  }
  return [...byWorkload.values()].sort((a, b) => a.sinceMs - b.sinceMs);
}

function isLater(one: Snooze, other: Snooze): boolean {
  if (one.id === other.id) return one.untilMs < other.untilMs;
  return one.sinceMs > other.sinceMs;
}
