import type { Capture, CaptureRole, FetchedProfile } from '../model/capture.ts';
import type { StoredIncident } from '../model/incident.ts';
import type { Snooze } from '../model/quiet.ts';
import type { Result } from '../model/result.ts';
import type { Target } from '../model/target.ts';

/** Why a profile was captured and of which life it is. */
export type CaptureAbout = { readonly role: CaptureRole; readonly lifeStartAtMs: number };

/** Whose profile it is: a target, or for a single capture just its names. */
export type CaptureOwner = Pick<Target, 'id' | 'labels'>;

/** Which captures are asked for; what is not given is not asked. */
export type CaptureFilter = Partial<Pick<Capture, 'targetId' | 'kind' | 'lifeStartAtMs'>>;

/**
 * What outlives the process, as plain files under one folder (ARCHITECTURE.md, Files). No method throws
 * for a full disk or missing rights; each failure is a sentence. Nothing stored is ever overwritten, save
 * an incident by its own later state.
 */
export type Store = {
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
  putIncident(incident: StoredIncident): Promise<Result<void>>;
  /** Oldest first. An unreadable one is left out. */
  listIncidents(): Promise<Result<readonly StoredIncident[]>>;
  /** Keeps these and no others. */
  putSnoozes(snoozes: readonly Snooze[]): Promise<Result<void>>;
  /** None when there never was one; those that cannot be read are left out. */
  listSnoozes(): Promise<Result<readonly Snooze[]>>;
};
