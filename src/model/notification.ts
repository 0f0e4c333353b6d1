import type { AlertStatus } from './receiver.ts';

/**
 * How one receiver stands to one incident. `owed`: it is to be told and nobody knows yet that it was; a process that
 * finds one of these after a kill tells it. `told`: it has taken it. `refused`: it never will, or there is no such
 * receiver any more.
 */
export type NotificationRecord = {
  /** By its id. */
  readonly incident: string;
  readonly receiver: string;
  readonly status: AlertStatus;
  readonly state: 'owed' | 'told' | 'refused';
  readonly atMs: number;
};
