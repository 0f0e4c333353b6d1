/**
 * New numbers for the entries of a table, given in the order in which they are asked for: `known[i]` is
 * that of entry `i`, -1 as long as nobody asked `of(i)` for it.
 */
export type Renumbering = {
  readonly known: Int32Array;
  readonly of: (index: number) => number;
};

/** A renumbering of `count` entries, each of which `give` gives its number when it is first asked for. */
export function renumbering(count: number, give: (index: number) => number): Renumbering {
  const known = new Int32Array(count).fill(-1);
  const of = (index: number) => {
    const before = known[index] as number;
    if (before >= 0) return before;
    const given = give(index);
    known[index] = given;
    return given;
  };
  return { known, of };
}
