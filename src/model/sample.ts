/** One value of a series at one time. Its unit is the series' unit: bytes for memory, else a count. */
export type Sample = {
  readonly atMs: number;
  readonly value: number;
};
