import type { CaptureRole } from '../model/capture.ts';
import type { Incident } from '../model/incident.ts';
import type { Snooze } from '../model/quiet.ts';
import type { Result } from '../model/result.ts';
import type { IncidentNow } from '../render/incident-now.ts';
import type { LeakReport } from '../render/report/leak-report.ts';

/** What may be asked of the engine over HTTP beside a look at it. */
export type Control = {
  /** How many captures wait or are under way. */
  readonly capturing: () => number;
  /** Begins a capture of a target; null, or why not. `ended` hears of one that has begun whether anything of it is stored. */
  readonly capture: (
    targetId: string,
    role: CaptureRole,
    ended?: (isStored: boolean) => void,
  ) => string | null;
  readonly snooze: (snooze: Snooze) => Promise<Result<void>>;
  /** Ends a snooze before its time; null: there is none of that id. */
  readonly endSnooze: (id: string) => Promise<Result<void>> | null;
  /**
   * What an incident's first diff rests on, as a profile in pprof's format: the newest less the first, all of
   * it or what grew alone.
   */
  readonly difference: (incident: Incident, part: 'all' | 'growth') => Promise<Result<Uint8Array>>;
  /** The report of an incident, as a page in one file. */
  readonly report: (now: IncidentNow) => Promise<Result<string>>;
  /** The same as data, for the page of an incident: what takes a moment to make of it. */
  readonly reportData: (incident: Incident) => Promise<Result<LeakReport>>;
  /** `8h` → ms, in Prometheus' grammar. */
  readonly parseDuration: (text: string) => Result<number>;
  readonly nowMs: () => number;
};
