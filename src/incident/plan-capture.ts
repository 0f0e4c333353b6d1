import type { Rule } from '../model/rule.ts';
import type { AskedCaptures, Effect, IncidentEvent, IncidentTrack } from './state.ts';

type Judged = Extract<IncidentEvent, { kind: 'judged' }>;

/** Captures on suspicion alone in one life: enough for a confirmed culprit at firing, then no more. */
const maxSuspicionCaptures = 6;

/** Two captures are apart by this share of what the life has lived: a slow ramp shows late. */
const spacingOfAge = 0.08;

/**
 * Whether this judgement asks for a capture: some on suspicion, one at firing, more until the culprit
 * is confirmed or the incident ends. A capture is cheap and a kill takes the evidence along, so
 * suspicion is enough.
 */
export function planCapture(
  track: IncidentTrack,
  event: Judged,
  rule: Rule,
): { readonly track: IncidentTrack; readonly effects: readonly Effect[] } {
  const asked = track.asked[event.target.id];
  const role = asked === undefined ? null : roleNow(track, event, asked);
  if (asked === undefined || role === null || !isDue(track, event, asked)) {
    return { track, effects: [] };
  }
  const now: AskedCaptures = {
    ...asked,
    lastAtMs: event.atMs,
    onSuspicion: asked.onSuspicion + (role === 'suspicion' ? 1 : 0),
  };
  return {
    track: { ...track, asked: { ...track.asked, [event.target.id]: now } },
    effects: [{ kind: 'capture', targetId: event.target.id, role, profiles: rule.capture }],
  };
}

function roleNow(
  track: IncidentTrack,
  event: Judged,
  asked: AskedCaptures,
): 'suspicion' | 'incident' | null {
  if (event.verdict.concern === 'none') return null;
  if (track.incident?.state === 'firing') return isConfirmed(track) ? null : 'incident';
  return asked.onSuspicion < maxSuspicionCaptures ? 'suspicion' : null;
}

/** Whether the surest culprit needs no more captures. */
function isConfirmed(track: IncidentTrack): boolean {
  return track.incident?.culprits[0]?.confidence === 'confirmed';
}

function isDue(track: IncidentTrack, event: Judged, asked: AskedCaptures): boolean {
  const { captureIntervalMs, lifeStartAtMs } = event.target;
  if (captureIntervalMs === null) return false;
  if (asked.lastAtMs === null) return true;
  const justFired = track.incident?.firedAtMs === event.atMs;
  const ageMs = event.atMs - lifeStartAtMs;
  const apartMs = justFired ? captureIntervalMs : Math.max(captureIntervalMs, ageMs * spacingOfAge);
  return event.atMs - asked.lastAtMs >= apartMs;
}
