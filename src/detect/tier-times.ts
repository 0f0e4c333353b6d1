import { type Block, bytesOf, newBlock, type TierPlan, tierHead } from './block.ts';
import { constants } from './constants.ts';

/**
 * A ring's times lie near one another, so that each keeps its low bytes alone: the newest one, which
 * is whole, says which of the times that end in them is meant.
 */
export function timeIn({ cells, base }: Block, plan: TierPlan, slot: number): number {
  const { head, times, timeBytes, timeMask } = plan;
  const from = base + times + timeBytes * slot;
  if (timeBytes === 4) return cells.getInt32(from, true);
  const low = timeBytes === 2 ? cells.getUint16(from, true) : cells.getUint8(from);
  const newest = cells.getInt32(base + head + tierHead.newestAt, true);
  return newest - ((newest - low) & timeMask);
}

/** Writes the time of a new floor; `oldest`: that of the oldest one which stays. */
export function writeTime(
  block: Block,
  index: number,
  slot: number,
  at: number,
  oldest: number,
): void {
  while (at - oldest > tierPlan(block, index).timeMask) widen(block);
  const { head, times, timeBytes } = tierPlan(block, index);
  block.cells.setInt32(block.base + head + tierHead.newestAt, at, true);
  putTime(block, block.base + times + timeBytes * slot, timeBytes, at);
}

/** Moves a block to the next wider plan, whose times reach further; what it holds stays. */
function widen(block: Block): void {
  const { plan } = block;
  const wide = newBlock(plan.withHighs, plan.reach + 1);
  bytesOf(wide).set(bytesOf(block).subarray(0, plan.timesFrom));
  for (const [index, tier] of plan.tiers.entries()) {
    const { times, timeBytes } = tierPlan(wide, index);
    for (let slot = 0; slot < constants.tierLength; slot++) {
      putTime(wide, wide.base + times + timeBytes * slot, timeBytes, timeIn(block, tier, slot));
    }
  }
  Object.assign(block, wide);
}

function putTime({ cells }: Block, to: number, bytes: number, at: number): void {
  if (bytes === 4) cells.setInt32(to, at, true);
  else if (bytes === 2) cells.setUint16(to, at, true);
  else cells.setUint8(to, at);
}

function tierPlan({ plan }: Block, index: number): TierPlan {
  return plan.tiers[index] as TierPlan;
}
