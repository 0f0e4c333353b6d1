import type { Sample } from '../model/sample.ts';

/** Floors that a view can show of one target: twice the columns of a wide terminal. */
const most = 480;

/**
 * The floors so far and a newer one, oldest first, over all lives: a sawtooth is only seen by who sees
 * several teeth. Past the bound neighbours become one, the lower of both, so that the span grows and
 * the number does not. The same history when the floor is not newer than its last.
 */
export function withFloor(history: readonly Sample[], floor: Sample): readonly Sample[] {
  const last = history.at(-1);
  if (last !== undefined && floor.atMs <= last.atMs) return history;
  const longer = [...history, floor];
  return longer.length > most ? halved(longer) : longer;
}

function halved(history: readonly Sample[]): Sample[] {
  const pairs = Array.from({ length: Math.ceil(history.length / 2) }, (_, i) =>
    history.slice(2 * i, 2 * i + 2),
  );
  return pairs.flatMap(([a, b]) => {
    if (a === undefined) return [];
    return b === undefined || a.value <= b.value ? a : b;
  });
}
