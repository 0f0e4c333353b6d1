import type { Capture, CaptureRole, ProfileKind } from '../model/capture.ts';
import type { Diff } from '../model/culprit.ts';
import type { Incident, IncidentEnd } from '../model/incident.ts';
import type { Labels } from '../model/labels.ts';
import type { Life } from '../model/life.ts';
import type { AlertStatus } from '../model/receiver.ts';
import type { Verdict } from '../model/verdict.ts';

/** What happened to a workload that a rule looks at. */
export type IncidentEvent =
  /** The rule was evaluated. */
  | {
      readonly kind: 'judged';
      readonly atMs: number;
      readonly verdict: Verdict;
      readonly target: DecidingTarget;
      /** What captures of its life have said already: an incident that opens need not wait for it. */
      readonly known?: readonly { readonly diff: Diff; readonly captures: readonly Capture[] }[];
      readonly isSnoozed?: boolean;
    }
  /** Captures of one life were compared. */
  | {
      readonly kind: 'diffed';
      readonly atMs: number;
      readonly diff: Diff;
      readonly captures: readonly Capture[];
      readonly isSnoozed?: boolean;
    }
  /** A life is over, and its captures were compared. */
  | {
      readonly kind: 'ended';
      readonly atMs: number;
      readonly life: Life;
      readonly limitBytes: number | null;
      /** Whether looks saw it rise to its limit until its end. */
      readonly roseToLimit: boolean;
      readonly target: DecidingTarget;
      readonly diffed: readonly { readonly diff: Diff; readonly captures: readonly Capture[] }[];
      readonly isSnoozed?: boolean;
    }
  /** Nobody looks any more: its last target, or its rule, is gone. */
  | { readonly kind: 'gone'; readonly atMs: number; readonly by: IncidentEnd };

/** The target whose series decided, `lifeStartAtMs` its life's. */
export type DecidingTarget = {
  readonly id: string;
  readonly labels: Labels;
  readonly workload: string;
  readonly lifeStartAtMs: number;
  /** The least time between two captures of it, as real time; null: it has no profiles. */
  readonly captureIntervalMs: number | null;
};

/** What is to be done, as data; `watch/` does it. */
export type Effect =
  | {
      readonly kind: 'capture';
      readonly targetId: string;
      readonly role: CaptureRole;
      readonly profiles: readonly ProfileKind[];
    }
  | { readonly kind: 'notify'; readonly incident: Incident; readonly status: AlertStatus }
  /** The record changed in a way that people and the store want to know. */
  | { readonly kind: 'record'; readonly incident: Incident };

/** The captures that were asked for in one life of a target. */
export type AskedCaptures = {
  readonly lifeStartAtMs: number;
  readonly lastAtMs: number | null;
  /** Those on suspicion alone. */
  readonly onSuspicion: number;
};

/** What is remembered of one rule and one workload between events. Plain data. */
export type IncidentTrack = {
  /** null while inactive; kept after it was resolved until the next one starts. */
  readonly incident: Incident | null;
  /** When an alarm was last seen, or, of what is firing, as much as a suspicion. */
  readonly heldAtMs: number | null;
  /** How old the life was when the incident fired: a restart alone proves nothing before that age. */
  readonly firedAtAgeMs: number;
  /** By target: what was asked for in its present life. */
  readonly asked: Readonly<Record<string, AskedCaptures>>;
  /** What receivers were last told; null: nothing yet. */
  readonly told: string | null;
  /** Since when this process has looked at an incident that another one left; null: it is its own. */
  readonly resumedAtMs: number | null;
};

/** A rule that looks at a workload for the first time. */
export const untracked: IncidentTrack = {
  incident: null,
  heldAtMs: null,
  firedAtAgeMs: 0,
  asked: {},
  told: null,
  resumedAtMs: null,
};
