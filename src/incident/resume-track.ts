import type { StoredIncident } from '../model/incident.ts';
import type { Rule } from '../model/rule.ts';
import { newsOf } from './news-of.ts';
import type { IncidentTrack } from './state.ts';

/**
 * Goes on with a firing incident that another process has left in the store. Its labels and its start
 * stay, so that it is the same alert to whoever was told; its annotations are the rule's again (the
 * store has them filled in).
 */
export function resumeTrack(stored: StoredIncident, rule: Rule, nowMs: number): IncidentTrack {
  const { memory, isDoubted: _, ...incident } = stored;
  return {
    incident: { ...incident, annotations: rule.annotations },
    heldAtMs: nowMs,
    firedAtAgeMs: memory?.firedAtAgeMs ?? 0,
    asked: {},
    // One that an older version left was told as far as anybody knows.
    told: memory === undefined ? newsOf(incident) : memory.told,
    resumedAtMs: nowMs,
  };
}
