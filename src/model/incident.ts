import type { Capture } from './capture.ts';
import type { Culprit, Diff } from './culprit.ts';
import type { Labels } from './labels.ts';
import type { Timeline } from './timeline.ts';
import type { Verdict } from './verdict.ts';

/** The states of an alert, as in Prometheus; `resolved` as in Alertmanager. */
export type IncidentState = 'inactive' | 'pending' | 'firing' | 'resolved';

/**
 * Why an incident is over: its cause is (`recovered`), its workload has no target any more (`gone`), the configuration
 * that was loaded meanwhile names none (`reconfigured`), or not its rule (`unruled`).
 */
export type IncidentEnd = 'recovered' | 'gone' | 'reconfigured' | 'unruled';

/** What has to be known of a firing incident beside its record to go on with it after a restart. */
export type IncidentMemory = {
  /** How old the life was when it fired. */
  readonly firedAtAgeMs: number;
  /** What receivers were last told; null: nothing yet. */
  readonly told: string | null;
};

/** An incident as the store keeps it; one that an older version wrote has no memory. */
export type StoredIncident = Incident & {
  readonly memory?: IncidentMemory;
  /** It fires as far as a bucket knew, and no target of its workload was found since: it may be another deployment's. */
  readonly isDoubted?: true;
};

/** The record of one pending-or-later alert, with its captures and culprits. */
export type Incident = {
  readonly id: string;
  readonly rule: string;
  readonly workload: string;
  readonly targetId: string;
  readonly state: IncidentState;
  readonly activeAtMs: number;
  readonly firedAtMs: number | null;
  readonly resolvedAtMs: number | null;
  /** Absent: it goes on, or an older version wrote it. */
  readonly endedBy?: IncidentEnd;
  /** The worst verdict since it became active. */
  readonly verdict: Verdict;
  /** Captures that its diffs rest on, oldest first, of all lives, and those of a newer life that has proved nothing yet. */
  readonly captures: readonly Capture[];
  /** The best heap diff and goroutine diff so far. */
  readonly diffs: readonly Diff[];
  /** Best first, over all diffs. */
  readonly culprits: readonly Culprit[];
  /** The rule's labels and the target's: no value in a label, so that an alert stays one alert. */
  readonly labels: Labels;
  /** The rule's templates as written; whoever shows them fills them in (render/fill-template). */
  readonly annotations: Labels;
  /** Of its target, as it was when it was last put on record; absent from records of older versions. */
  readonly timeline?: Timeline;
};
