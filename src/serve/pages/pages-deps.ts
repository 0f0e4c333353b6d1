import type { DiscoveryState } from '../../model/discovery.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Control } from '../control.ts';

/** What the pages show, and what may be asked for on them. */
export type PagesDeps = {
  readonly snapshot: () => Snapshot;
  /** What is known of how targets are found. */
  readonly discovery?: () => DiscoveryState;
  readonly control: Control;
  /** Whether it has little memory, so that what takes much of it is made for who asks alone. Absent: no. */
  readonly isSmall?: boolean;
  /** Aborted when the server stops: streams of changes end. */
  readonly signal: AbortSignal;
  /** How often a page that somebody looks at is made anew; absent: every two seconds. */
  readonly pagesEveryMs?: number;
  /** Told of a request that a bug has ended: its path, and what was thrown. */
  readonly failed: (path: string, error: unknown) => void;
  /** Handed how many readers of live pages there are, once somebody has asked for a page. */
  readonly countsReaders?: (readers: () => number) => void;
};
