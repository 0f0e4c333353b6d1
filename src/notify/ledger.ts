import type { Alert } from '../model/receiver.ts';

/** Who is owed which news, beyond the life of this process. */
export type Ledger = {
  /**
   * These receivers are to be told, and nobody else any more. Written when it resolves, or not to be: an alert goes out
   * all the same. Called in the turn in which the incident is stored, so that both are there or neither.
   */
  readonly owe: (alert: Alert, receivers: readonly string[]) => Promise<unknown>;
  /** One of them has taken it, or never will: it is owed nothing any more. */
  readonly settle: (alert: Alert, receiver: string, how: 'told' | 'refused') => void;
  /** Who is still owed news of an incident, by this process or one before it. */
  readonly owed: (incident: string) => ReadonlySet<string>;
};
