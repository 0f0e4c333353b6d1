import type { Block } from './block.ts';
import type { TierPlan } from './block-plan.ts';
import { trackPart } from './track-part.ts';

/**
 * Floors and highs are floats of four bytes. Those of one series lie near one another, so that each keeps
 * the low three bytes of its bits alone: the block's `middleBits` says which of the floats that end in
 * them is meant. That loses nothing within a factor of two up and down; a series that spans more is
 * kept whole.
 */
export function heightIn({ cells, base }: Block, { heightBytes }: TierPlan, from: number): number {
  if (heightBytes === 4) return cells.getFloat32(base + from, true);
  const middle = cells.getInt32(base + trackPart.middleBits, true);
  // Shifted up and down again: what lies behind the third byte goes, and the sign of the third is kept.
  const apart = ((cells.getInt32(base + from, true) - middle) << 8) >> 8;
  bits[0] = middle + apart;
  return floats[0] as number;
}

/** Writes a height, for which there is room. */
export function putHeight(
  { cells, base }: Block,
  { heightBytes }: TierPlan,
  to: number,
  height: number,
): void {
  if (heightBytes === 4) {
    cells.setFloat32(base + to, height, true);
    return;
  }
  const low = bitsOf(height);
  cells.setUint16(base + to, low & 0xffff, true);
  cells.setUint8(base + to + 2, (low >> 16) & 0xff);
}

/** The bits of a float of four bytes, as a whole number. */
export function bitsOf(height: number): number {
  floats[0] = height;
  return bits[0] as number;
}

const floats = new Float32Array(1);
const bits = new Int32Array(floats.buffer);
