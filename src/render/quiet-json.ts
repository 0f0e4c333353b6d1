import type { Silence, Snooze } from '../model/quiet.ts';

/** A snooze as the HTTP API writes it: times in unix seconds. */
export function snoozeJson({ id, workload, why, by, sinceMs, untilMs }: Snooze) {
  return { id, workload, why, by, since: sinceMs / 1000, until: untilMs / 1000 };
}

/** A silence as the HTTP API writes it; `until` null: not known; `inhibited`: it is another alert, by its fingerprint there. */
export function silenceJson({ id, receiver, by, why, untilMs, isInhibition }: Silence) {
  const until = untilMs === null ? null : untilMs / 1000;
  return { id, receiver, by, why, until, inhibited: isInhibition === true };
}
