/**
 * The slots of an open hash table over numbers from 0 to `count`: a number + 1 in the first free one from its hash on,
 * 0 where none is. `size`: a power of two, larger than `count`. Looking up is left to each table, whose hot path it is.
 */
export function slotsOf(
  size: number,
  count: number,
  hashOf: (number: number) => number,
): Int32Array<ArrayBuffer> {
  const slots = new Int32Array(size);
  const mask = size - 1;
  for (let number = 0; number < count; number++) {
    let slot = hashOf(number) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = number + 1;
  }
  return slots;
}
