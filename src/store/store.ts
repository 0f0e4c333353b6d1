import type { Capture, CaptureRole, FetchedProfile } from '../model/capture.ts';
import type { StoredIncident } from '../model/incident.ts';
import type { NotificationRecord } from '../model/notification.ts';
import type { Snooze } from '../model/quiet.ts';
import type { Result } from '../model/result.ts';
import type { Target } from '../model/target.ts';
import type { StoreFault } from './look-at-store.ts';
import type { RecordKind, RecordName, RecordSize } from './record-book.ts';

/** Why a profile was captured and of which life it is. */
export type CaptureAbout = { readonly role: CaptureRole; readonly lifeStartAtMs: number };

/** Whose profile it is: a target, or for a single capture just its names. */
export type CaptureOwner = Pick<Target, 'id' | 'labels'>;

/** Which captures are asked for; what is not given is not asked. */
export type CaptureFilter = Partial<Pick<Capture, 'targetId' | 'kind' | 'lifeStartAtMs'>>;

/**
 * The captures that outlive the process, as plain files under one folder (ARCHITECTURE.md, Files). No method throws
 * for a full disk or missing rights; each failure is a sentence. Nothing stored is ever overwritten.
 */
export type CaptureStore = {
  /** Absolute. */
  readonly path: string;
  putCapture(
    owner: CaptureOwner,
    profile: FetchedProfile,
    about: CaptureAbout,
  ): Promise<Result<Capture>>;
  /** The bytes as they came. */
  readCapture(capture: Capture): Promise<Result<Uint8Array>>;
  /** Oldest first. A file whose description is lost or torn is left out. */
  listCaptures(filter?: CaptureFilter): Promise<Result<readonly Capture[]>>;
  /** The captures of a target that are of the life that began then, oldest first: of this process or of one before it. */
  recallCaptures(
    owner: CaptureOwner,
    lifeStartAtMs: number,
    signal: AbortSignal,
  ): Promise<Result<readonly Capture[]>>;
  /** Fetches the files of these captures where they are gone and a bucket has them; says what it could not. */
  restoreCaptures(captures: readonly Capture[], signal: AbortSignal): Promise<Result<void>>;
  /** One that is gone already is as good as removed. */
  removeCapture(capture: Capture): Promise<Result<void>>;
};

/** What a process knows of a workload, to go on with it: any plain data, that this program alone reads. */
export type WorkloadState = { readonly workload: string; readonly state: object };

/**
 * All that outlives the process: captures as files, the rest in the book `sawtooth.db`. One process has it
 * (`claimStore`). What cannot be written is kept in memory and written when there is room again.
 */
export type Store = CaptureStore & {
  /**
   * In the book and on disk when it resolves, in one transaction with all that was put in the same turn of the event
   * loop; then `incidents/<id>/incident.json` is written for people.
   */
  putIncident(incident: StoredIncident): Promise<Result<void>>;
  /** Oldest first. An unreadable one is left out. */
  listIncidents(): Result<readonly StoredIncident[]>;
  /** With its folder and its notifications. */
  removeIncident(id: string): Promise<Result<void>>;
  /** Keeps these and no others. */
  putSnoozes(snoozes: readonly Snooze[]): Promise<Result<void>>;
  /** Also those that are over. Unreadable ones are left out. */
  listSnoozes(): Result<readonly Snooze[]>;
  /** Who is owed which notification, and who has been told; one for each incident and receiver. */
  putNotifications(notifications: readonly NotificationRecord[]): Promise<Result<void>>;
  listNotifications(): Result<readonly NotificationRecord[]>;
  /** At once, in one transaction; a power cut may take it back. What fails is not kept: the next state is newer. */
  putWorkloads(states: readonly WorkloadState[], nowMs: number): Result<void>;
  /** null: nothing is known of it. A state that is none any more is null itself. */
  recallWorkload(
    workload: string,
  ): Result<{ readonly atMs: number; readonly state: unknown } | null>;
  /** That these alerts of others were acted upon, by the names that their senders know them by; a power cut may take it back. */
  putAlerts(keys: readonly string[], nowMs: number): Result<void>;
  /** Of each record of that kind by its key: when it was written and what it takes. */
  recordSizes(kind: RecordKind): Result<readonly RecordSize[]>;
  /** The records alone: an incident has more (`removeIncident`). */
  removeRecords(records: readonly RecordName[]): Result<void>;
  /** Tries again to write what could not be written. */
  retry(): void;
  /** Gives some of the room that removed records took back to the disk; whether there is more. */
  shrink(): Result<boolean>;
  /** What the book takes on disk. */
  bookBytes(): number;
  /** What of it is its log, and the most that may be. */
  bookLog(): { readonly bytes: number; readonly limit: number };
  /** How many records, and how many files for people, wait to be written. */
  waiting(): { readonly records: number; readonly exports: number };
  /** Whether anything can be kept at present, found out by writing; null: it can. */
  look(): Promise<StoreFault | null>;
  /** Writes what still waits, and ends. */
  close(): Promise<void>;
};
