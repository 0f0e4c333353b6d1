import type { PodSurroundings } from '../http/cluster-access.ts';
import type { TargetGroup } from './target-group.ts';

/** What a provider's look around has come to. */
export type Found = {
  /** All that it knows now; null: what it knew before stays. The map may be live: it is read later. */
  readonly groups: ReadonlyMap<string, TargetGroup> | null;
  /** What went wrong: a sentence; null: nothing. */
  readonly problem: string | null;
};

/** The world of a provider. */
export type Surroundings = PodSurroundings & {
  /** Resolves after `ms`, or at once when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** 0 to 1, for pauses that shall not all end at once. */
  readonly random: () => number;
};

/** Looks for targets until its signal is aborted, and tells what it finds whenever that changes. */
export type Provider = (
  found: (result: Found) => void,
  around: Surroundings,
  signal: AbortSignal,
) => Promise<void>;
