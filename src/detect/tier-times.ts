import type { Block } from './block.ts';
import { type TierPlan, tierHead } from './block-plan.ts';

/**
 * The time of the floor in a slot, `back` places before the newest one. A ring's times lie near one
 * another, so that each keeps its low bytes alone: the newest one, which is whole, says which of the
 * times that end in them is meant; where no bucket was left out, the bucket says it.
 */
export function timeIn({ cells, base }: Block, plan: TierPlan, slot: number, back: number): number {
  const { head, width, times, timeBytes, timeMask } = plan;
  const from = base + times + timeBytes * slot;
  if (timeBytes === 4) return cells.getInt32(from, true);
  const low = timeBytes === 2 ? cells.getUint16(from, true) : cells.getUint8(from);
  const newest = cells.getInt32(base + head + tierHead.newestAt, true);
  if (!plan.unbroken) return newest - ((newest - low) & timeMask);
  const start = (Math.floor(newest / width) - back) * width;
  return start + ((low - start) & timeMask);
}

/** Writes the time of a floor, for which there is room. */
export function putTime(
  { cells, base }: Block,
  { times, timeBytes }: TierPlan,
  slot: number,
  at: number,
): void {
  const to = base + times + timeBytes * slot;
  if (timeBytes === 4) cells.setInt32(to, at, true);
  else if (timeBytes === 2) cells.setUint16(to, at, true);
  else cells.setUint8(to, at);
}
