// Most of the time of a merge is spent in these three loops, so they call nothing. `numbers[i]` is the new
// number of location `i`, -1 as long as it has none.

/** A hash of the new numbers of `list[from .. to]` (FNV-1, 31 bits); -1 where one of them has none. */
export function hashPath(list: Int32Array, from: number, to: number, numbers: Int32Array): number {
  let hash = 0x811c9dc5;
  let all = 0;
  for (let i = from; i < to; i++) {
    const number = numbers[list[i] as number] as number;
    all |= number;
    hash = Math.imul(hash, 0x01000193) ^ number;
  }
  return all < 0 ? -1 : hash & 0x7fffffff;
}

/** A path of one profile: where it begins in its list of locations, and the new numbers of those. */
export type Path = {
  list: Int32Array;
  from: number;
  numbers: Int32Array;
};

/** Whether two paths of one length have the same new numbers; the first has all of them. */
export function isSamePath(one: Path, other: Path, length: number): boolean {
  const { list, from, numbers } = one;
  const { list: otherList, from: otherFrom, numbers: otherNumbers } = other;
  for (let i = 0; i < length; i++) {
    const number = numbers[list[from + i] as number];
    if (number !== otherNumbers[otherList[otherFrom + i] as number]) return false;
  }
  return true;
}

/** Writes the new numbers of `list[from .. to]` from `at` on; whether all of them have one. */
export function writePath(
  list: Int32Array,
  from: number,
  to: number,
  numbers: Int32Array,
  target: Int32Array,
  at: number,
): boolean {
  let all = 0;
  let end = at;
  for (let i = from; i < to; i++) {
    const number = numbers[list[i] as number] as number;
    all |= number;
    target[end++] = number;
  }
  return all >= 0;
}
