import type { Labels } from './labels.ts';

/** How one way of finding targets fares. */
export type ProviderState = {
  readonly job: string;
  readonly mechanism: 'file' | 'http' | 'kubernetes';
  /** How often something went wrong since the start. */
  readonly failures: number;
  /** What is wrong now: a sentence; null: nothing. */
  readonly problem: string | null;
};

/** What discovery knows beside the targets that are watched. */
export type DiscoveryState = {
  readonly providers: readonly ProviderState[];
  /** Whether each of them has found something, or failed to, since the start or a reload. */
  readonly isSettled: boolean;
  /** By job: the targets that are watched, and those that relabelling dropped. */
  readonly targets: ReadonlyMap<string, number>;
  readonly dropped: ReadonlyMap<string, number>;
  /** The most that each job may have: its `target_limit`, else ours. */
  readonly limits: ReadonlyMap<string, number>;
  /** The first of the dropped, with the labels that they were found with. */
  readonly droppedLabels: readonly Labels[];
};
