import type { Capture } from './capture.ts';
import type { Incident } from './incident.ts';
import type { NotificationRecord } from './notification.ts';
import type { Silence, Snooze } from './quiet.ts';
import type { Health, Target } from './target.ts';
import type { Timeline } from './timeline.ts';
import type { Verdict } from './verdict.ts';

/** One target as a view shows it. */
export type TargetSnapshot = {
  readonly target: Target;
  readonly health: Health;
  /** Why it is down: a sentence; null while it is up. */
  readonly lastError: string | null;
  readonly lastScrapeAtMs: number | null;
  /** Since when it is down, ms since 1970; null or absent: it is not, or nobody knows. */
  readonly downSinceMs?: number | null;
  /** The worst verdict of the rules that look at it; null before the first one. */
  readonly verdict: Verdict | null;
  /** Of the verdict's signal; null before there is a point of it, and for quiet targets of a large fleet. */
  readonly timeline: Timeline | null;
  readonly captures: readonly Capture[];
};

/** One metrics store as a view shows it. */
export type FeedSnapshot = {
  readonly name: string;
  readonly health: Health;
  readonly lastError: string | null;
  readonly lastRoundAtMs: number | null;
  readonly lastRoundMs: number | null;
  readonly series: number;
  readonly seriesLeftOut: number;
  /** The most series that it follows. */
  readonly seriesLimit: number;
};

/** Plain data that a view shows: the whole state of the engine at one time. */
export type Snapshot = {
  readonly atMs: number;
  readonly startedAtMs: number;
  /** 1, or what one second counts as in a demo: always shown. */
  readonly timeScale: number;
  readonly targets: readonly TargetSnapshot[];
  /** Newest first; resolved ones stay for a while. */
  readonly incidents: readonly Incident[];
  /** Of workloads that nobody is alerted of now. */
  readonly snoozes: readonly Snooze[];
  /** By incident: an Alertmanager's silence that holds it back there. */
  readonly silences: ReadonlyMap<string, Silence>;
  /** Of incidents that are shown: what processes before this one told whom, or a receiver refused. */
  readonly told: readonly NotificationRecord[];
  /** News of incidents that somebody is still to be told, since when; absent: nobody is. */
  readonly owed?: readonly NotificationRecord[];
  /** The metrics stores that targets are read from; absent: none. */
  readonly feeds?: readonly FeedSnapshot[];
};
