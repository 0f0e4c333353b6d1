import type { Capture } from '../model/capture.ts';
import type { Diff } from '../model/culprit.ts';
import type { WatchEvent } from '../model/event.ts';
import type { Incident } from '../model/incident.ts';
import type { Neighbours } from '../model/neighbours.ts';
import type { Result } from '../model/result.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** What the dashboard looks at, and what can be asked of it. */
export type DashboardSource = {
  readonly snapshot: () => Snapshot;
  /** Calls back at each event, those of before first; the answer takes the wish back. */
  readonly subscribe: (listener: (event: WatchEvent) => void) => () => void;
  /** Of a source elsewhere: what keeps it from being up to date, null when nothing does. */
  readonly behind?: () => string | null;
  /** Told which target is on the whole screen, null for none: of that one all that is known is wanted. */
  readonly looksAt?: (targetId: string | null) => void;
  /** Begins a capture of a target; events tell what has come of it. */
  readonly capture: (targetId: string) => Promise<Result<void>>;
  /** Compares captures of one life, oldest first. */
  readonly diff: (captures: readonly Capture[]) => Promise<Result<Diff>>;
  /** Who calls a function and whom it calls, in what an incident's captures grew by. */
  readonly neighbours: (incident: Incident, name: string) => Promise<Result<Neighbours>>;
  /** Writes an incident's report to a file, whose path it answers; absent: it cannot. */
  readonly report?: (incident: Incident) => Promise<Result<string>>;
  /** Stops the process as a shell's ctrl-z does, until it is told to go on; absent: it cannot. */
  readonly suspend?: () => Promise<void>;
  /** Calls back when the process is told from outside to stop like that. */
  readonly onSuspend?: (listener: () => void) => () => void;
};
