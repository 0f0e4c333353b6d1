import type { FeedSnapshot } from '../model/snapshot.ts';

/** How a feed is doing: written by its loop, copied into snapshots. */
export type FeedStatus = { -readonly [Field in keyof FeedSnapshot]: FeedSnapshot[Field] };

/** A feed that has not been asked yet. */
export function newFeedStatus(name: string): FeedStatus {
  return {
    name,
    health: 'unknown',
    lastError: null,
    lastRoundAtMs: null,
    lastRoundMs: null,
    series: 0,
    seriesLeftOut: 0,
  };
}
