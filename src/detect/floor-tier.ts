import { type Block, tierPlan } from './block.ts';
import { tierHead as part, type TierPlan } from './block-plan.ts';
import { constants } from './constants.ts';
import { makeRoom } from './make-room.ts';
import { heightIn, putHeight } from './tier-heights.ts';
import { putTime, timeIn } from './tier-times.ts';
import { never } from './track-part.ts';

/**
 * A ring of floors at one bucket width, as a view of its part of a block; `count` are there now. Empty
 * buckets take no room: a coarse series fills a fine tier slowly.
 *
 *   value   │ ╱╲  ╱╲ ╱╲        the bucket's least value: what was left after a collection
 *   floor ──┼─┴──┴──┴────
 */
export type FloorTier = {
  readonly width: number;
  readonly count: number;
  /** The slot that the next floor will take; a full ring comes round to 0 with every fortieth. */
  readonly next: number;
  readonly block: Block;
  readonly plan: TierPlan;
};

/** Makes all tiers of a new block empty. */
export function clearTiers({ cells, base, plan }: Block): void {
  for (const { head } of plan.tiers) cells.setInt32(base + head + part.leastAt, never, true);
}

/** The tier of that place as it is now, the finest at 0. */
export function tierOf(block: Block, index: number): FloorTier {
  const plan = tierPlan(block, index);
  const head = block.base + plan.head;
  const count = block.cells.getUint8(head + part.count);
  const next = block.cells.getUint8(head + part.next);
  return { width: plan.width, count, next, block, plan };
}

/**
 * What comes into a bucket, and what comes out of it: a floor, its time in base widths, and the highest and the mean of
 * the finer floors that stand behind it.
 */
export type Part = { at: number; value: number; high: number; middle: number };

/**
 * Takes a part in; true when that closed a bucket, whose floor is now the newest in the ring. `into` then holds what
 * came out, for the next tier.
 */
export function push(block: Block, index: number, into: Part): boolean {
  const { at, value, high, middle } = into;
  const { cells, base } = block;
  const { head, width, middles } = tierPlan(block, index);
  const openAt = cells.getInt32(base + head + part.leastAt, true);
  // One that was closed before its time was over takes what still comes into it; its numbers are there yet.
  const isBack = openAt === never && isNewest(block, index, at);
  const leastAt = isBack ? cells.getInt32(base + head + part.newestAt, true) : openAt;
  if (isBack) cells.setInt32(base + head + part.leastAt, leastAt, true);
  if (leastAt !== never && Math.floor(leastAt / width) === Math.floor(at / width)) {
    if (value < cells.getFloat32(base + head + part.least, true)) setLeast(block, head, at, value);
    if (middles !== null) addPart(block, head, high, middle);
    return false;
  }
  if (leastAt !== never) store(block, index, leastAt, into);
  setLeast(block, head, at, value);
  if (middles !== null) startParts(block, head, high, middle);
  return leastAt !== never;
}

/**
 * Closes the bucket that is being filled before its time is over; `out` then holds what came of it. What still comes into
 * it opens it again, so that a ring holds one floor a bucket in any case.
 */
export function closeBucket(block: Block, index: number, out: Part): void {
  const { head } = tierPlan(block, index);
  store(block, index, block.cells.getInt32(block.base + head + part.leastAt, true), out);
  // The block may have moved to a wider plan.
  block.cells.setInt32(block.base + head + part.leastAt, never, true);
}

/** Whether a time lies in the bucket of the newest floor. */
function isNewest({ cells, base, plan }: Block, index: number, at: number): boolean {
  const { head, width } = plan.tiers[index] as TierPlan;
  if (cells.getUint8(base + head + part.count) === 0) return false;
  const newestAt = cells.getInt32(base + head + part.newestAt, true);
  return Math.floor(newestAt / width) === Math.floor(at / width);
}

/** The floor `back` places before the newest one (0: the newest). The caller keeps within `count`. */
export function floorAt({ block, plan, next }: FloorTier, back: number): number {
  return heightIn(block, plan, plan.floors + plan.heightBytes * slotOf(next, back));
}

/** The highest of the finer floors in that bucket; the floor itself where highs are not kept. */
export function highAt(tier: FloorTier, back: number): number {
  const { block, plan, next } = tier;
  if (plan.highs === null) return floorAt(tier, back);
  return heightIn(block, plan, plan.highs + plan.heightBytes * slotOf(next, back));
}

/**
 * The mean of the finer floors in that bucket, to a 255th of what lies between its floor and its high; the floor
 * itself where highs are not kept.
 */
export function middleAt(tier: FloorTier, back: number): number {
  const { block, plan, next } = tier;
  const floor = floorAt(tier, back);
  if (plan.middles === null) return floor;
  const share = block.cells.getUint8(block.base + plan.middles + slotOf(next, back));
  return middleOf(floor, highAt(tier, back), share);
}

/** The time of that floor, in base widths. */
export function timeAt({ block, plan, next }: FloorTier, back: number): number {
  return timeIn(block, plan, slotOf(next, back), back);
}

function slotOf(next: number, back: number): number {
  const slot = next - 1 - back;
  return slot < 0 ? slot + constants.tierLength : slot;
}

function setLeast({ cells, base }: Block, head: number, at: number, value: number): void {
  cells.setFloat32(base + head + part.least, value, true);
  cells.setInt32(base + head + part.leastAt, at, true);
}

function startParts({ cells, base }: Block, head: number, high: number, middle: number): void {
  cells.setFloat32(base + head + part.most, high, true);
  cells.setFloat64(base + head + part.sum, middle, true);
  cells.setUint8(base + head + part.parts, 1);
}

function addPart({ cells, base }: Block, head: number, high: number, middle: number): void {
  if (high > cells.getFloat32(base + head + part.most, true)) {
    cells.setFloat32(base + head + part.most, high, true);
  }
  const parts = cells.getUint8(base + head + part.parts);
  // A bucket takes one part of each finer one, unless a clock goes wrong.
  if (parts === 255) return;
  const sum = cells.getFloat64(base + head + part.sum, true) + middle;
  cells.setFloat64(base + head + part.sum, sum, true);
  cells.setUint8(base + head + part.parts, parts + 1);
}

/** The mean of a bucket: `share` 255ths of the way from its floor to its high. */
function middleOf(floor: number, high: number, share: number): number {
  return floor + (share / 255) * (high - floor);
}

/** Closes the bucket that was being filled, anew where it was closed before; `out` then holds what came of it. */
function store(block: Block, index: number, at: number, out: Part): void {
  const isAnew = isNewest(block, index, at);
  const { head, middles: withParts } = tierPlan(block, index);
  const floor = block.cells.getFloat32(block.base + head + part.least, true);
  const high =
    withParts === null ? floor : block.cells.getFloat32(block.base + head + part.most, true);
  makeRoom(block, index, at, floor, high);
  const { cells, base } = block;
  const plan = tierPlan(block, index);
  const { floors, highs, middles, heightBytes } = plan;
  const next = cells.getUint8(base + head + part.next);
  const slot = isAnew ? slotOf(next, 0) : next;
  putTime(block, plan, slot, at);
  putHeight(block, plan, floors + heightBytes * slot, floor);
  out.at = at;
  out.value = out.middle = floor;
  out.high = high;
  if (highs !== null && middles !== null) {
    putHeight(block, plan, highs + heightBytes * slot, high);
    const share = shareOf(block, head, floor, high);
    cells.setUint8(base + middles + slot, share);
    out.middle = middleOf(floor, high, share);
  }
  cells.setInt32(base + head + part.newestAt, at, true);
  if (!isAnew) advance(block, head);
}

/** Moves the ring on to the next slot. */
function advance({ cells, base }: Block, head: number): void {
  const next = cells.getUint8(base + head + part.next) + 1;
  cells.setUint8(base + head + part.next, next === constants.tierLength ? 0 : next);
  const count = cells.getUint8(base + head + part.count);
  if (count < constants.tierLength) cells.setUint8(base + head + part.count, count + 1);
}

/** Where between its floor and its high the mean of a bucket lies, in 255ths. */
function shareOf({ cells, base }: Block, head: number, floor: number, high: number): number {
  const sum = cells.getFloat64(base + head + part.sum, true);
  const mean = sum / cells.getUint8(base + head + part.parts);
  const share = high > floor ? (mean - floor) / (high - floor) : 0;
  return Math.round(255 * Math.min(1, Math.max(0, share)));
}
