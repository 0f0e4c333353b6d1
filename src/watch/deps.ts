import type { Capture, CaptureRole, FetchedProfile, ProfileKind } from '../model/capture.ts';
import type { Diff } from '../model/culprit.ts';
import type { WatchEvent } from '../model/event.ts';
import type { StoredIncident } from '../model/incident.ts';
import type { NoteUse } from '../model/limits.ts';
import type { NotificationRecord } from '../model/notification.ts';
import type { Silence, Snooze } from '../model/quiet.ts';
import type { CountedEnd, Reading } from '../model/reading.ts';
import type { Alert } from '../model/receiver.ts';
import type { MemoryNow } from '../model/recorder.ts';
import type { Result } from '../model/result.ts';
import type { ProfileSource, Target } from '../model/target.ts';
import type { SavedWorkload } from './saved-workload.ts';

/**
 * All that the engine needs of the world, as functions: `cli/` wires the adapters to it, a test its
 * own. None of them throws for an expected failure, each ends soon after its signal is aborted.
 */
export type Deps = {
  readonly nowMs: () => number;
  /** Resolves after `ms`, or at once when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly scrape: (target: Target, signal: AbortSignal) => Promise<Result<Reading>>;
  /** A look at the memory of a target that costs it nothing; null where only a scrape can tell, or it is gone. */
  readonly lookAtMemory: (target: Target) => Promise<MemoryNow | null>;
  /**
   * Who has counted the kill of a target's process since it was last seen alive; `none`: none is counted by now; null:
   * nobody may be asked. To be asked often where an end is near: what counts goes with the process' container.
   */
  readonly killedBy: (target: Target) => CountedEnd | null;
  /** `span`: of a store that keeps the past, the last profile of that time; left out, the newest there is. */
  readonly fetchProfile: (
    source: ProfileSource,
    kind: ProfileKind,
    signal: AbortSignal,
    span?: { readonly fromMs: number; readonly untilMs: number },
  ) => Promise<Result<FetchedProfile>>;
  readonly storeCapture: (
    target: Target,
    profile: FetchedProfile,
    about: { readonly role: CaptureRole; readonly lifeStartAtMs: number },
  ) => Promise<Result<Capture>>;
  /** The captures that are stored of the life which began then: of this process or of one before it. */
  readonly recallCaptures?: (
    target: Target,
    lifeStartAtMs: number,
    signal: AbortSignal,
  ) => Promise<Result<readonly Capture[]>>;
  /** The flight recorder's captures of a target that are stored, of this process or of one before it. */
  readonly listRecorded: (target: Target) => Promise<Result<readonly Capture[]>>;
  readonly removeCapture: (capture: Capture) => Promise<Result<void>>;
  /** Reads the captures (of one target, kind, gc mode and life) back and compares them. */
  readonly diff: (captures: readonly Capture[], signal: AbortSignal) => Promise<Result<Diff>>;
  readonly storeIncident: (incident: StoredIncident) => Promise<Result<void>>;
  /** Takes an incident out of the store, by id: it was not ours. */
  readonly dropIncident?: (id: string) => Promise<Result<void>>;
  /** What an earlier process has saved of a workload; null: nothing. */
  readonly recallWorkload?: (workload: string) => Result<{ readonly state: unknown } | null>;
  /** Saves what is known of workloads for the next process, at once: so a few at a time. */
  readonly storeWorkloads?: (
    states: readonly { readonly workload: string; readonly state: SavedWorkload }[],
  ) => Result<void>;
  /** Keeps these and no others. */
  readonly storeSnoozes: (snoozes: readonly Snooze[]) => Promise<Result<void>>;
  /**
   * Tells every receiver; retries are the notifier's own business. `told` hears how each took it, as soon
   * as that is known. Resolves when nothing of it is under way.
   */
  readonly notify: (
    alert: Alert,
    signal: AbortSignal,
    told: (receiver: string, result: Result<void>) => void,
  ) => Promise<void>;
  /**
   * Goes on telling those who want to be told again and again, and those who are still owed it, after a restart.
   * `isSnoozed`: from when the snooze of its workload ends.
   */
  readonly remind: (...about: [...Parameters<Deps['notify']>, isSnoozed: boolean]) => Promise<void>;
  /** By incident: which alerts are held back by who is told of them. */
  readonly silences: () => ReadonlyMap<string, Silence>;
  /** Who has still to be told of which incident; absent: nobody keeps a book of it. */
  readonly owed?: () => readonly NotificationRecord[];
  readonly emit: (event: WatchEvent) => void;
  /** Told how much of a limit is used; absent: nobody looks. */
  readonly noteUse?: NoteUse;
};
