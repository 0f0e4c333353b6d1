/** A function beside another one on stacks, and what grew on those that have both next to each other. */
export type Neighbour = { readonly function: string; readonly value: number };

/** Who calls a function and whom it calls, in a profile's unit; the most first. */
export type Neighbours = {
  readonly function: string;
  /** What is held at the function itself, and by it and all that it calls. */
  readonly flat: number;
  readonly cum: number;
  readonly callers: readonly Neighbour[];
  readonly callees: readonly Neighbour[];
  readonly unit: 'bytes' | 'count';
};
