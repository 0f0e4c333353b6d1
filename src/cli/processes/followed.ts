import type { ProcessInfo } from '../../discover/process/list-processes.ts';
import type { Pages } from './probe-ports.ts';

/** One process that is followed from life to life. */
export type Followed = {
  readonly name: string | null;
  process: ProcessInfo | null;
  /** What is known of its pages, and what of that was found in its present life. */
  pages: Pages;
  found: Pages;
  /** Addresses that are known to have been there when they were last asked. */
  asked: string;
  tries: number;
  nextTryAtMs: number;
  notices: readonly string[];
  limitBytes: number | null;
  /** Since when its process is followed, and since when it is gone; null: it is there. */
  sinceMs: number;
  goneSinceMs: number | null;
  /** What started it, by its name: a shell, npm; null: nothing that was followed. */
  startedBy: string | null;
  /** Since when that is there and its process is not; null: its process is there, or neither is. */
  awaitedSinceMs: number | null;
  /** One that its process has started, is larger and was there at the list before; null: none. */
  larger: ProcessInfo | null;
};

/** None found yet. */
export const noPages: Pages = { page: null, profilesUrl: null };

/** One of which nothing is known but its name. */
export function newFollowed(name: string | null, notices: readonly string[]): Followed {
  return {
    name,
    process: null,
    pages: noPages,
    found: noPages,
    asked: '',
    tries: 0,
    nextTryAtMs: 0,
    notices,
    limitBytes: null,
    sinceMs: 0,
    goneSinceMs: null,
    startedBy: null,
    awaitedSinceMs: null,
    larger: null,
  };
}

/** Without the number of one among several of a name. */
export function nameOf(name: string | null): string | null {
  return name?.replace(/#\d+$/, '') ?? null;
}

/** Whether nothing more can be found of it. */
export function isWhole({ page, profilesUrl }: Pages): boolean {
  return page !== null && profilesUrl !== null;
}

/** Whether it serves nothing, as far as is known: as what starts an app. */
export function servesNothing({ page, profilesUrl }: Pages): boolean {
  return page === null && profilesUrl === null;
}

/** Whether both are the same process in the same life. */
export function isSame(one: ProcessInfo | null, other: ProcessInfo | null): boolean {
  return one?.pid === other?.pid && one?.startTicks === other?.startTicks;
}
