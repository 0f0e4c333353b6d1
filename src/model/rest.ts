/** Where memory can be that grew. */
export type RestKind =
  | 'heap'
  | 'garbage'
  | 'fragmentation'
  | 'not-returned'
  | 'stack'
  | 'profiler-buckets'
  | 'runtime'
  | 'off-heap'
  | 'unknown';

/** A part of the growth, in bytes; negative when it shrank. */
export type RestPart = { readonly kind: RestKind; readonly growth: number };

/** How much of a process' growth the heap diff explains, and where the rest is. */
export type Rest = {
  /** Growth of what the kernel counts, in bytes. */
  readonly growth: number;
  /** The part of it that the heap diff explains, 0 to 1. */
  readonly explained: number;
  /** Largest first; they sum up to the growth. */
  readonly parts: readonly RestPart[];
  /** One to three sentences. */
  readonly sentence: string;
};
