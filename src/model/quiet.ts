/** Growth of a workload that somebody expects: it is watched, and nobody is alerted until it is over. */
export type Snooze = {
  readonly id: string;
  readonly workload: string;
  /** Why, in the words of who asked for it. */
  readonly why: string;
  /** Who asked for it; empty: they did not say. */
  readonly by: string;
  readonly sinceMs: number;
  readonly untilMs: number;
  /**
   * Somebody ended it, at `untilMs`, before this time. It is kept until then, since another shard of a fleet may have it
   * as it was. Absent: nobody did.
   */
  readonly endedOfMs?: number;
};

/** What of an Alertmanager holds an incident's alert back there: a silence, or another alert that inhibits it. */
export type Silence = {
  readonly id: string;
  /** Our receiver that told of it. */
  readonly receiver: string;
  /** Who made it and why, in their words; empty where they did not say. */
  readonly by: string;
  readonly why: string;
  /** null: not known. */
  readonly untilMs: number | null;
  /** It is another alert, whose fingerprint there is `id`; nobody made that, and it has no end. Absent: a silence. */
  readonly isInhibition?: true;
};
