/** What a profile counts. */
export type ProfileKind =
  | 'heap'
  | 'goroutine'
  /** Goroutines that nobody can wake any more: Go 1.26 with an experiment, later ones perhaps without. */
  | 'goroutineleak';

/** Why a profile was captured (a closed set). */
export type CaptureRole = 'baseline' | 'suspicion' | 'incident' | 'recorder' | 'manual';

/** The bytes of one profile as they came over the wire, and how they came. */
export type FetchedProfile = {
  readonly kind: ProfileKind;
  readonly bytes: Uint8Array;
  /** When the answer was complete. */
  readonly atMs: number;
  readonly tookMs: number;
  /** Where it came from, without credentials. */
  readonly url: string;
  /** Whether a collection was forced before it was taken; never mixed in one diff. */
  readonly gc: boolean;
};

/** One stored profile. `lifeStartAtMs` ties it to a life: captures of two lives are never diffed. */
export type Capture = {
  readonly id: string;
  readonly targetId: string;
  readonly kind: ProfileKind;
  readonly role: CaptureRole;
  readonly atMs: number;
  readonly lifeStartAtMs: number;
  readonly gc: boolean;
  /** The file under `storage.path`, readable by `go tool pprof`. */
  readonly path: string;
  readonly bytes: number;
  readonly tookMs: number;
};
