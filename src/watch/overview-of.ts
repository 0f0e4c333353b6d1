import type { NotificationRecord } from '../model/notification.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Deps } from './deps.ts';
import type { FeedStatus } from './feed-status.ts';
import type { IncidentFlow } from './incident-flow.ts';
import type { SnoozeBook } from './snooze-book.ts';

type Parts = {
  readonly incidents: IncidentFlow;
  readonly snoozes: SnoozeBook;
  readonly feeds: readonly FeedStatus[];
  readonly told: readonly NotificationRecord[];
};

/** What a view shows beside the targets. */
export function overviewOf(
  deps: Pick<Deps, 'nowMs' | 'silences' | 'owed'>,
  startedAtMs: number,
  { incidents, snoozes, feeds, told }: Parts,
): Omit<Snapshot, 'targets'> {
  const atMs = deps.nowMs();
  return {
    ...{ atMs, startedAtMs },
    timeScale: incidents.timeScale,
    incidents: incidents.incidents,
    snoozes: snoozes.active(atMs),
    silences: deps.silences(),
    told,
    owed: deps.owed?.() ?? [],
    feeds: feeds.map((status) => ({ ...status })),
  };
}
