import type { Feed } from '../model/feed.ts';
import type { Target } from '../model/target.ts';
import type { Deps } from './deps.ts';
import { type FeedStatus, type FollowedFeed, newFeedStatus } from './feed-status.ts';
import { followFeed } from './follow-feed.ts';
import type { IncidentFlow } from './incident-flow.ts';
import type { TargetState } from './target-state.ts';

/** What the feeds work with. */
export type FeedsSurroundings = {
  readonly targets: ReadonlyMap<string, TargetState>;
  readonly incidents: IncidentFlow;
  /** The state of a target, new where it is not known yet. */
  readonly state: (target: Target) => TargetState;
  readonly forget: (targetId: string) => void;
};

/** The metrics stores that are followed, each by a loop of its own. */
export class FollowedFeeds {
  readonly #deps: Deps;
  readonly #around: FeedsSurroundings;
  readonly #feeds = new Map<string, FollowedFeed>();

  constructor(deps: Deps, around: FeedsSurroundings) {
    this.#deps = deps;
    this.#around = around;
  }

  /** Follows these from now on; what another one has found is forgotten with it. `mayStart`: new ones as well. */
  follow(feeds: readonly Feed[], mayStart: boolean): void {
    const wanted = new Map(feeds.map((feed) => [feed.id, feed]));
    for (const [id, { stop, own }] of this.#feeds) {
      if (wanted.has(id)) continue;
      stop.abort();
      this.#feeds.delete(id);
      for (const targetId of own) this.#around.forget(targetId);
    }
    for (const feed of wanted.values()) {
      if (!this.#feeds.has(feed.id) && mayStart) this.#feeds.set(feed.id, this.#start(feed));
    }
  }

  /** Ends every loop; `done` resolves when they have. */
  stop(): void {
    for (const { stop } of this.#feeds.values()) stop.abort();
  }

  get done(): readonly Promise<void>[] {
    return [...this.#feeds.values()].map(({ done }) => done);
  }

  get statuses(): readonly FeedStatus[] {
    return [...this.#feeds.values()].map(({ status }) => status);
  }

  #start(feed: Feed): FollowedFeed {
    const stop = new AbortController();
    const status = newFeedStatus(feed);
    const own = new Set<string>();
    const { nowMs, emit } = this.#deps;
    const done = followFeed(feed, {
      ...this.#around,
      ...{ deps: this.#deps, signal: stop.signal, status, own },
      tell: (event, { name }) => emit({ atMs: nowMs(), target: name, workload: '', ...event }),
    });
    return { stop, done, status, own };
  }
}
