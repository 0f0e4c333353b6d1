import type { Result } from '../../model/result.ts';

/** A span of time, both ends in it. */
export type Span = { readonly fromMs: number; readonly untilMs: number };

/** One profile that a store has of one process: when it was taken, and what its values add up to. */
export type FoundProfile = {
  readonly atMs: number;
  /** As the store itself tells it: the place to fetch it by. */
  readonly at: string;
  readonly total: number;
};

/** What one asks of a store of profiles. `type` is as both write it: `memory:inuse_space:bytes:space:bytes`. */
export type ProfileStore = {
  /** What it is called in sentences: `Pyroscope at http://…`. */
  readonly name: string;
  /** The last profile in the span; null: there is none. Fails when the selector matches several processes. */
  findLast(type: string, span: Span): Promise<Result<FoundProfile | null>>;
  /** That one profile by itself, in pprof's format, never a sum of several; null: this type of it is not kept. */
  fetch(type: string, found: FoundProfile): Promise<Result<Uint8Array | null>>;
};
