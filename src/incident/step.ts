import type { Incident, IncidentEnd, IncidentState } from '../model/incident.ts';
import { fingerprint, type Labels } from '../model/labels.ts';
import type { Rule } from '../model/rule.ts';
import type { Verdict } from '../model/verdict.ts';
import { mergeDiff } from './merge-diff.ts';
import { newsOf } from './news-of.ts';
import { planCapture } from './plan-capture.ts';
import { postMortem } from './post-mortem.ts';
import type { Effect, IncidentEvent, IncidentTrack } from './state.ts';

/** The next state, and what is to be done about it. */
export type Step = { readonly track: IncidentTrack; readonly effects: readonly Effect[] };

type Judged = Extract<IncidentEvent, { kind: 'judged' }>;
type Ended = Extract<IncidentEvent, { kind: 'ended' }>;

/**
 * How long a notification waits for the first diff, as real time: an alert that names the function
 * is worth a few seconds, one that does not come is worth nothing.
 */
const waitForCulpritMs = 20_000;

/**
 * One step of the state machine of an alert, as Prometheus has it:
 *
 *              alarm            alarm for `for`
 *   inactive ────────▶ pending ────────────────▶ firing ◀─┐ alarm
 *       ▲                 │                         │ ─────┘
 *       └─────────────────┘ no alarm                ▼ neither alarm nor suspicion for `keep_firing_for`,
 *                                               resolved   and the life half as old again as at firing
 *
 * The last two conditions are ours: a kill empties the memory, and a process that has just been
 * started again looks healthy, however badly it leaks.
 */
export function step(track: IncidentTrack, event: IncidentEvent, rule: Rule): Step {
  switch (event.kind) {
    case 'judged':
      return judged(track, event, rule);
    case 'diffed':
      return diffed(track, event, rule);
    case 'gone':
      return gone(track, event);
    case 'ended':
      return ended(track, event, rule);
  }
}

function judged(before: IncidentTrack, event: Judged, rule: Rule): Step {
  const alarm = isAlarm(event.verdict, rule);
  const lived = inLife(before, event);
  const holds = alarm || (isFiring(before) && event.verdict.concern !== 'none');
  const track = holds ? { ...lived, heldAtMs: event.atMs } : lived;
  const incident = nextIncident(track, event, rule, alarm);
  const fired = incident?.state === 'firing' && !isFiring(before);
  const after: IncidentTrack = {
    ...track,
    incident,
    firedAtAgeMs: fired ? event.atMs - event.target.lifeStartAtMs : track.firedAtAgeMs,
    told: isNew(before.incident, incident) ? null : track.told,
    resumedAtMs: isNew(before.incident, incident) ? null : track.resumedAtMs,
  };
  const planned = planCapture(after, event, rule);
  const told = tell(planned.track, event.atMs, event.isSnoozed);
  return {
    track: told.track,
    effects: [...recorded(before.incident, incident), ...planned.effects, ...told.effects],
  };
}

function diffed(
  track: IncidentTrack,
  event: Extract<IncidentEvent, { kind: 'diffed' }>,
  rule: Rule,
): Step {
  const before = track.incident;
  // A diff that comes after the end still tells who it was.
  if (before === null) return { track, effects: [] };
  const incident = mergeDiff(before, event.diff, event.captures, rule);
  if (incident === before) return { track, effects: [] };
  const told = tell({ ...track, incident }, event.atMs, event.isSnoozed);
  return { track: told.track, effects: [{ kind: 'record', incident }, ...told.effects] };
}

/** What nobody can judge any more is over, as in Prometheus where a series is gone. */
function gone(track: IncidentTrack, { atMs, by }: { atMs: number; by: IncidentEnd }): Step {
  const before = track.incident;
  if (before === null || before.state === 'resolved') return { track, effects: [] };
  const incident = before.state === 'firing' ? resolve(before, atMs, by) : null;
  const told = tell({ ...track, incident }, atMs);
  return { track: told.track, effects: [...recorded(before, incident), ...told.effects] };
}

/**
 * A life that the kernel ended fires at once when its captures say who it was: there is nothing left to wait
 * for. Of an incident that goes on its diffs have told already.
 */
function ended(before: IncidentTrack, event: Ended, rule: Rule): Step {
  const running = before.incident !== null && before.incident.state !== 'resolved';
  const { life, atMs, limitBytes, roseToLimit } = event;
  const diffs = event.diffed.map(({ diff }) => diff);
  const verdict = running ? null : postMortem(life, diffs, rule, { atMs, limitBytes, roseToLimit });
  if (verdict === null || !isAlarm(verdict, rule)) return { track: before, effects: [] };
  const opened = fire(open({ ...event, kind: 'judged', verdict }, rule), atMs);
  const incident = withDiffs(opened, event.diffed, rule);
  const track = {
    ...before,
    incident,
    heldAtMs: atMs,
    firedAtAgeMs: (life.endAtMs ?? atMs) - life.startAtMs,
    told: null,
  };
  const told = tell(track, atMs, event.isSnoozed);
  return { track: told.track, effects: [{ kind: 'record', incident }, ...told.effects] };
}

/** Whether the rule's condition holds: all gates passed, and it is what the rule asks for. */
export function isAlarm(verdict: Verdict, rule: Rule): boolean {
  const { verdicts, leakKinds, needsLimit } = rule.detect;
  if (verdict.concern !== 'alarm') return false;
  if (verdict.kind !== 'leak' && verdict.kind !== 'sawtooth') return false;
  if (!verdicts.includes(verdict.kind)) return false;
  if (needsLimit && verdict.limitBytes === null) return false;
  return leakKinds === null || (verdict.leakKind !== null && leakKinds.includes(verdict.leakKind));
}

function isFiring({ incident }: IncidentTrack): boolean {
  return incident?.state === 'firing';
}

/** What was captured of a target counts for the life that it was captured in alone. */
function inLife(track: IncidentTrack, event: Judged): IncidentTrack {
  const { id, lifeStartAtMs } = event.target;
  if (track.asked[id]?.lifeStartAtMs === lifeStartAtMs) return track;
  const fresh = { lifeStartAtMs, lastAtMs: null, onSuspicion: 0 };
  // Pods that come and go each minute must not be remembered for ever.
  const others = Object.entries(track.asked).filter(([other]) => other !== id);
  return { ...track, asked: { ...Object.fromEntries(others.slice(1 - mostAsked)), [id]: fresh } };
}

/** Targets of a workload whose captures are counted: those that decided last. */
const mostAsked = 100;

function nextIncident(
  track: IncidentTrack,
  event: Judged,
  rule: Rule,
  alarm: boolean,
): Incident | null {
  const { incident } = track;
  const running = incident !== null && incident.state !== 'resolved' ? incident : null;
  if (running === null) return alarm ? open(event, rule) : incident;
  const seen = { ...running, verdict: worse(running.verdict, event.verdict, alarm) };
  if (running.state === 'pending') {
    if (!alarm) return null;
    return heldFor(running.activeAtMs, event, rule) ? fire(seen, event.atMs) : seen;
  }
  return alarm || !isOver(track, event, rule) ? seen : resolve(seen, event.atMs);
}

function open(event: Judged, rule: Rule): Incident {
  const labels = labelsOf(event, rule);
  const incident: Incident = {
    id: `${Math.floor(event.atMs / 1000)}-${fingerprint(labels)}`,
    rule: rule.alert,
    workload: event.target.workload,
    targetId: event.target.id,
    state: 'pending',
    activeAtMs: event.atMs,
    firedAtMs: null,
    resolvedAtMs: null,
    verdict: event.verdict,
    captures: [],
    diffs: [],
    culprits: [],
    labels,
    annotations: rule.annotations,
  };
  const known = withDiffs(incident, event.known ?? [], rule);
  return rule.forMs === 0 ? fire(known, event.atMs) : known;
}

function withDiffs(incident: Incident, diffed: Ended['diffed'], rule: Rule): Incident {
  return diffed.reduce(
    (merged, { diff, captures }) => mergeDiff(merged, diff, captures, rule),
    incident,
  );
}

/** No value ever becomes a label: each change of it would be a new alert (prometheus/alertmanager#1546). */
function labelsOf(event: Judged, rule: Rule): Labels {
  const { labels, workload } = event.target;
  return { ...labels, workload, ...rule.labels, alertname: rule.alert };
}

function fire(incident: Incident, atMs: number): Incident {
  return { ...incident, state: 'firing', firedAtMs: atMs };
}

function resolve(incident: Incident, atMs: number, endedBy: IncidentEnd = 'recovered'): Incident {
  return { ...incident, state: 'resolved', resolvedAtMs: atMs, endedBy };
}

function heldFor(sinceMs: number, event: Judged, rule: Rule): boolean {
  return event.atMs - sinceMs >= rule.forMs / rule.timeScale;
}

function isOver(track: IncidentTrack, event: Judged, rule: Rule): boolean {
  const quietMs = event.atMs - (track.heldAtMs ?? event.atMs);
  // That we were started anew proves as little: what was not watched has not been quiet.
  const sinceMs = Math.max(
    event.target.lifeStartAtMs,
    track.resumedAtMs ?? Number.NEGATIVE_INFINITY,
  );
  const ageMs = event.atMs - sinceMs;
  return quietMs >= rule.keepFiringForMs / rule.timeScale && ageMs >= track.firedAtAgeMs * 1.5;
}

/** The worst verdict so far, with the numbers of the latest one that still holds. */
function worse(before: Verdict, now: Verdict, alarm: boolean): Verdict {
  if (!alarm) return before;
  return before.kind === 'sawtooth' && now.kind !== 'sawtooth' ? before : now;
}

function isNew(before: Incident | null, after: Incident | null): boolean {
  return after !== null && after.id !== before?.id;
}

function recorded(before: Incident | null, after: Incident | null): Effect[] {
  if (after === null) {
    // A pending one that came to nothing is not kept, but a screen that showed it must know.
    return before?.state === 'pending' ? [{ kind: 'record', incident: asInactive(before) }] : [];
  }
  const same =
    before?.id === after.id &&
    stateOf(before) === stateOf(after) &&
    before.verdict.kind === after.verdict.kind;
  return same ? [] : [{ kind: 'record', incident: after }];
}

function asInactive(incident: Incident): Incident {
  return { ...incident, state: 'inactive' };
}

function stateOf(incident: Incident | null): IncidentState {
  return incident?.state ?? 'inactive';
}

/**
 * Tells receivers when what they should know has changed; the first time, with a culprit if possible. Of
 * a workload that is snoozed nothing is told, save that it is over what they have heard of; what is still
 * so when the snooze ends is told then.
 */
function tell(track: IncidentTrack, atMs: number, isSnoozed = false): Step {
  const { incident } = track;
  if (incident === null) return { track, effects: [] };
  if (incident.state !== 'firing' && incident.state !== 'resolved') return { track, effects: [] };
  const told = newsOf(incident);
  if (told === track.told) return { track, effects: [] };
  if (incident.state === 'resolved' && track.told === null) return { track, effects: [] };
  if (incident.state === 'firing' && isSnoozed) return { track, effects: [] };
  const waited = atMs - (incident.firedAtMs ?? atMs) >= waitForCulpritMs;
  const mayStillCome = (track.asked[incident.targetId]?.lastAtMs ?? null) !== null;
  const waits = track.told === null && incident.culprits.length === 0 && mayStillCome && !waited;
  if (waits) return { track, effects: [] };
  const status = incident.state;
  return { track: { ...track, told }, effects: [{ kind: 'notify', incident, status }] };
}
