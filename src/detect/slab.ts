/**
 * Room for numbers, in bytes from `base` in `cells`. A typed array costs some 200 bytes before it holds
 * a number, and who watches 100,000 series has as many parts: so a part is no buffer of its own
 * but lies in a slab with others.
 *
 *   cells ─▶ │  part   │  part   │  part   │ …
 *                      └─ base
 */
export type SlabPart = { cells: DataView; base: number };

/** So many parts of one length make up a slab, which is freed with the last one that is in use. */
const slabLength = 32;
/** The slab of each length that has room left. */
const open = new Map<number, { readonly cells: DataView; used: number }>();

/** A part of that many bytes, all zeros. */
export function newSlabPart(bytes: number): SlabPart {
  let slab = open.get(bytes);
  if (slab === undefined || slab.used === slabLength) {
    slab = { cells: new DataView(new ArrayBuffer(slabLength * bytes)), used: 0 };
    open.set(bytes, slab);
  }
  return { cells: slab.cells, base: slab.used++ * bytes };
}

/** Its bytes, in place. */
export function bytesOf({ cells, base }: SlabPart, bytes: number): Uint8Array<ArrayBufferLike> {
  return new Uint8Array(cells.buffer, base, bytes);
}
