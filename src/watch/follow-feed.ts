import type { Feed, FeedNews, FeedRound } from '../model/feed.ts';
import type { Target } from '../model/target.ts';
import type { Deps } from './deps.ts';
import type { FeedStatus } from './feed-status.ts';
import type { IncidentFlow } from './incident-flow.ts';
import type { TargetState } from './target-state.ts';

/** What the loop of a feed works with. */
export type FeedSurroundings = {
  readonly deps: Deps;
  readonly signal: AbortSignal;
  readonly status: FeedStatus;
  /** Its targets, by id. */
  readonly own: Set<string>;
  /** The state of a target, new where it is not known yet. */
  readonly state: (target: Target) => TargetState;
  readonly targets: ReadonlyMap<string, TargetState>;
  readonly incidents: IncidentFlow;
  readonly forget: (targetId: string) => void;
  readonly tell: (event: FeedEvent, from: { readonly name: string }) => void;
};

type FeedEvent =
  | { readonly kind: 'target-up'; readonly what: string }
  | { readonly kind: 'target-down'; readonly reason: string }
  | { readonly kind: 'warning'; readonly text: string };

/** Until a store that was silent is asked again, where its rounds are further apart. */
const retryMs = 60_000;

/**
 * Asks a feed round after round until `signal` is aborted, one round at a time. What it tells goes to the
 * incidents, its targets come and go with it. A failure makes the targets `down` that it concerns; the feed
 * itself is told up and down once, not each of its targets.
 */
export async function followFeed(feed: Feed, around: FeedSurroundings): Promise<void> {
  const { deps, signal, status } = around;
  while (!signal.aborted) {
    const startedAtMs = deps.nowMs();
    const round = await feed.round(
      startedAtMs,
      signal,
      (news) => take(news, around, feed),
      (...asked) => around.incidents.recallFed(...asked),
    );
    if (signal.aborted) break;
    const tookMs = Math.max(0, deps.nowMs() - startedAtMs);
    note(round, { startedAtMs, tookMs }, feed, around);
    const intervalMs = feed.intervalMs();
    const waitMs = status.health === 'down' ? Math.min(intervalMs, retryMs) : intervalMs - tookMs;
    await deps.sleep(Math.max(0, waitMs), signal);
  }
}

function take(news: FeedNews, around: FeedSurroundings, feed: Feed): void {
  if (around.signal.aborted) return;
  switch (news.kind) {
    case 'readings': {
      const readings = news.readings.map(({ target, reading }) => {
        around.own.add(target.id);
        const state = around.state(target);
        state.health = 'up';
        state.lastError = null;
        state.downSinceMs = null;
        state.lastScrapeAtMs = reading.atMs;
        return { state, reading };
      });
      around.incidents.observeStretch({ ...news, readings });
      return;
    }
    case 'known':
      for (const target of news.targets) {
        around.own.add(target.id);
        around.state(target);
      }
      return;
    case 'gone':
      for (const id of news.targetIds) {
        around.own.delete(id);
        around.forget(id);
      }
      return;
    case 'warning':
      around.tell(news, feed);
  }
}

/** Writes down how the round went, and says what is new of it. */
function note(
  round: FeedRound,
  { startedAtMs, tookMs }: { readonly startedAtMs: number; readonly tookMs: number },
  feed: Feed,
  around: FeedSurroundings,
): void {
  const { status, tell } = around;
  const { failed, failedWorkloads } = round;
  const before = { ...status };
  status.lastRoundAtMs = startedAtMs;
  status.lastRoundMs = tookMs;
  status.lastError = failed;
  status.health = failed === null ? 'up' : 'down';
  // A server that did not answer at all says nothing of what it has.
  if (failed === null || failedWorkloads !== null) {
    status.series = round.series;
    status.seriesLeftOut = round.seriesLeftOut;
  }
  if (failed === null) {
    if (before.health !== 'up') tell({ kind: 'target-up', what: round.what }, feed);
    return;
  }
  const isNews = before.health !== 'down' || before.lastError !== failed;
  if (isNews) tell({ kind: 'target-down', reason: failed }, feed);
  markDown(failed, failedWorkloads, around);
}

function markDown(
  reason: string,
  workloads: ReadonlySet<string> | null,
  { own, targets, deps }: FeedSurroundings,
): void {
  for (const id of own) {
    const state = targets.get(id);
    if (state === undefined || workloads?.has(state.target.workload) === false) continue;
    state.health = 'down';
    state.lastError = reason;
    state.downSinceMs ??= deps.nowMs();
  }
}
