import type { Feed } from '../model/feed.ts';
import type { FeedSnapshot } from '../model/snapshot.ts';

/** How a feed is doing: written by its loop, copied into snapshots. */
export type FeedStatus = { -readonly [Field in keyof FeedSnapshot]: FeedSnapshot[Field] };

/** A feed that has not been asked yet. */
export function newFeedStatus({ name, maxSeries }: Feed): FeedStatus {
  return {
    name,
    health: 'unknown',
    lastError: null,
    lastRoundAtMs: null,
    lastRoundMs: null,
    series: 0,
    seriesLeftOut: 0,
    seriesLimit: maxSeries,
  };
}

/** A feed that is followed, and the targets that it has found. */
export type FollowedFeed = {
  readonly stop: AbortController;
  readonly done: Promise<void>;
  readonly status: FeedStatus;
  readonly own: Set<string>;
};

/** Whether each has told something: what a store has not told yet is not gone. */
export function haveAnswered(feeds: readonly Pick<FeedStatus, 'health' | 'series'>[]): boolean {
  return feeds.every(({ health, series }) => health === 'up' || series > 0);
}
