import type { Figures, Reading } from '../model/reading.ts';
import { counters } from './lives.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * What must be remembered of a reading to tell the next life from this one, and the traffic since: a
 * page's other figures live on in the tracks.
 */
export function gistOf(reading: Reading): Reading {
  const { atMs, instance, startAtMs, restarts, containerId, version, figures } = reading;
  const gist: Mutable<Reading> = { atMs, instance, figures: countersOf(figures) };
  if (startAtMs !== undefined) gist.startAtMs = startAtMs;
  if (restarts !== undefined) gist.restarts = restarts;
  if (containerId !== undefined) gist.containerId = containerId;
  if (version !== undefined) gist.version = version;
  return gist;
}

const none: Figures = {};

function countersOf(figures: Figures): Figures {
  let kept: Mutable<Figures> | null = null;
  for (const name of [...counters, 'requestsTotal'] as const) {
    const value = figures[name];
    if (value === undefined) continue;
    kept ??= {};
    kept[name] = value;
  }
  return kept ?? none;
}
