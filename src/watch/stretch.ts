import type { FeedPlace } from '../model/feed.ts';
import type { Reading } from '../model/reading.ts';
import type { TargetState } from './target-state.ts';

/** Readings of one workload that came in one go, in the order of time: see `FeedNews`. */
export type Stretch = {
  readonly workload: string;
  readonly readings: readonly { readonly state: TargetState; readonly reading: Reading }[];
  readonly upToDate: boolean;
  readonly judgeFromMs: number;
  readonly place: FeedPlace;
};
