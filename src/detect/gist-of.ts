import type { Figures, Reading } from '../model/reading.ts';
import type { counters } from './lives.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * What must be remembered of a reading until the next one comes: what tells a new life, and the
 * requests so far. A page's other figures live on in the tracks.
 */
export type Gist = Mutable<Reading>;

/** The gist of a reading; `last`, that of the one before, is written over where the process is the same. */
export function gistOf(reading: Reading, last?: Gist): Gist {
  const { atMs, instance, startAtMs, restarts, containerId, version, figures } = reading;
  if (
    startAtMs === last?.startAtMs &&
    restarts === last?.restarts &&
    containerId === last?.containerId &&
    version === last?.version &&
    last !== undefined
  ) {
    last.atMs = atMs;
    last.figures = countersOf(figures);
    return last;
  }
  const kept = countersOf(figures);
  const gist: Gist =
    startAtMs === undefined
      ? { atMs, instance, figures: kept }
      : { atMs, instance, figures: kept, startAtMs };
  if (restarts !== undefined) gist.restarts = restarts;
  if (containerId !== undefined) gist.containerId = containerId;
  if (version !== undefined) gist.version = version;
  return gist;
}

const none: Figures = {};
type Kept = (typeof counters)[number] | 'requestsTotal';

function countersOf({ cpuSeconds, allocTotal, gcCount, requestsTotal }: Figures): Figures {
  const all = { cpuSeconds, allocTotal, gcCount, requestsTotal };
  return known(all satisfies Record<Kept, number | undefined>);
}

function known(all: Record<Kept, number | undefined>): Figures {
  let found: Mutable<Figures> | null = null;
  for (const name in all) {
    const value = all[name as Kept];
    if (value === undefined) continue;
    found ??= {};
    found[name as Kept] = value;
  }
  return found ?? none;
}
