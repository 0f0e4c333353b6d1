/** Starts are told in whole seconds by some, in fractions by others, and /proc's move by up to a second. */
const roundingMs = 1_500;

/** What a clock that is set right at a start jumps by. */
const driftMs = 30_000;

type Stamped = { readonly lifeStartAtMs: number; readonly atMs: number };

/**
 * Those of one target's captures that are of the life which began then, in their order, whatever start they were
 * stamped with: the same but for rounding or, where the clock of the target was set meanwhile, a near one whose
 * process was still there when this life had begun. So two lives of a process that crashes every few seconds stay two.
 */
export function capturesOfLife<T extends Stamped>(
  captures: readonly T[],
  startAtMs: number,
): readonly T[] {
  const stamps = new Set<number>();
  for (const { lifeStartAtMs, atMs } of captures) {
    const apartMs = Math.abs(lifeStartAtMs - startAtMs);
    if (apartMs <= roundingMs || (apartMs <= driftMs && atMs >= startAtMs)) {
      stamps.add(lifeStartAtMs);
    }
  }
  return captures.filter(({ lifeStartAtMs }) => stamps.has(lifeStartAtMs));
}
