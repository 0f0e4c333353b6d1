import { type Block, newBlock, tierPlan } from './block.ts';
import { type TierPlan, tierHead } from './block-plan.ts';
import { constants } from './constants.ts';
import { bitsOf, heightIn, putHeight } from './tier-heights.ts';
import { putTime, timeIn } from './tier-times.ts';
import { trackPart } from './track-part.ts';

/** Moves a block to wider plans until a tier has room for a floor, its time and its high; what the block holds stays. */
export function makeRoom(
  block: Block,
  index: number,
  at: number,
  floor: number,
  high: number,
): void {
  while (!reaches(block, index, at)) move(block, block.plan.reach + 1, block.plan.whole);
  if (!hasRoomFor(block, floor) || !hasRoomFor(block, high)) widen(block, [floor, high]);
}

/** Whether a time can be told from the others of its tier. */
function reaches(block: Block, index: number, at: number): boolean {
  const plan = tierPlan(block, index);
  const { cells, base } = block;
  const count = cells.getUint8(base + plan.head + tierHead.count);
  if (count === 0) return true;
  const newest = cells.getInt32(base + plan.head + tierHead.newestAt, true);
  const ahead = Math.floor(at / plan.width) - Math.floor(newest / plan.width);
  if (plan.unbroken) return ahead === 0 || ahead === 1;
  // A new bucket takes the oldest one's place; the newest, closed anew, takes its own.
  const kept = ahead === 0 ? count : Math.min(count, constants.tierLength - 1);
  const next = cells.getUint8(base + plan.head + tierHead.next);
  return at - timeIn(block, plan, slotOf(next, kept - 1), kept - 1) <= plan.timeMask;
}

/** Whether a height can be told from the others of its block. */
function hasRoomFor({ cells, base, plan }: Block, height: number): boolean {
  if (plan.whole) return true;
  const apart = bitsOf(height) - cells.getInt32(base + trackPart.middleBits, true);
  return apart >= -farthest && apart < farthest;
}

/** So many floats on either side of the middle differ in their low three bytes. */
const farthest = 2 ** 23;

/** Moves the middle of the heights; where they lie too far apart, keeps them whole. */
function widen(block: Block, more: readonly number[]): void {
  let [least, most] = [Number.MAX_VALUE, -Number.MAX_VALUE];
  const include = (height: number) => {
    const bits = bitsOf(height);
    least = Math.min(least, bits);
    most = Math.max(most, bits);
  };
  more.forEach(include);
  for (const plan of block.plan.tiers) {
    for (const from of heightsOf(block, plan)) include(heightIn(block, plan, from));
  }
  if (most - least >= 2 * farthest) move(block, block.plan.reach, true);
  else {
    const middle = least + Math.ceil((most - least) / 2);
    block.cells.setInt32(block.base + trackPart.middleBits, middle, true);
  }
}

/** Where the heights lie that a tier holds. */
function heightsOf({ cells, base }: Block, plan: TierPlan): readonly number[] {
  const count = cells.getUint8(base + plan.head + tierHead.count);
  const rings = plan.highs === null ? [plan.floors] : [plan.floors, plan.highs];
  // A ring is filled from its first slot on.
  return rings.flatMap((ring) =>
    Array.from({ length: count }, (_, slot) => ring + plan.heightBytes * slot),
  );
}

function move(block: Block, reach: number, whole: boolean): void {
  const to = newBlock(block.plan.withHighs, { reach, whole });
  copy(block, to, 0, 0, tierPlan(block, 0).floors);
  for (const [index, plan] of block.plan.tiers.entries()) {
    const wide = tierPlan(to, index);
    const targets = heightsOf(to, wide);
    for (const [i, from] of heightsOf(block, plan).entries()) {
      putHeight(to, wide, targets[i] as number, heightIn(block, plan, from));
    }
    if (plan.middles !== null && wide.middles !== null) {
      copy(block, to, plan.middles, wide.middles, constants.tierLength);
    }
    const next = block.cells.getUint8(block.base + plan.head + tierHead.next);
    for (let back = 0; back < constants.tierLength; back++) {
      const slot = slotOf(next, back);
      putTime(to, wide, slot, timeIn(block, plan, slot, back));
    }
  }
  Object.assign(block, to);
}

function copy(block: Block, to: Block, source: number, target: number, length: number): void {
  for (let i = 0; i < length; i++) {
    to.cells.setUint8(to.base + target + i, block.cells.getUint8(block.base + source + i));
  }
}

function slotOf(next: number, back: number): number {
  const slot = next - 1 - back;
  return slot < 0 ? slot + constants.tierLength : slot;
}
