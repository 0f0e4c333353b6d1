import { resumeTrack } from '../incident/resume-track.ts';
import type { Incident, StoredIncident } from '../model/incident.ts';
import type { Rule } from '../model/rule.ts';
import { type IncidentDesk, whereOf } from './incident-desk.ts';
import type { Remembered } from './remembered.ts';
import type { WorkloadShelf } from './workload-shelf.ts';

/** As long as Prometheus sends that an alert is resolved: a receiver may have missed it. */
const remindResolvedMs = 15 * 60_000;

/** What is needed to go on with incidents. */
export type Resuming = {
  readonly rules: readonly Rule[];
  readonly workloads: WorkloadShelf;
  readonly desk: IncidentDesk;
  readonly isSnoozed: (workload: string) => boolean;
  readonly nowMs: number;
};

/**
 * Goes on with what another process has left: what fires is neither told as new nor forgotten, what has
 * no rule any more is over, and who may have missed that something is over hears it again. A rule has one incident
 * of a workload: where two fire (of two processes, by way of a bucket) the older one goes on, and the other one is over,
 * which nobody is told: to receivers both are one alert. One that came from a bucket may be another deployment's: it is
 * forgotten here, and stays there as it is. Of one that another shard has by now nobody hears from here: two shards would
 * contradict each other as soon as one of them has found that it is over.
 */
export function resumeIncidents(
  { incidents, owed, recalled, moved }: Remembered,
  with_: Resuming,
): void {
  with_.workloads.doubt(recalled ?? []);
  const goingOn = oldestOfEach(incidents);
  for (const incident of incidents) {
    const isMoved = moved?.has(incident.id) === true;
    if (goingOn.has(incident)) resumeFiring(incident, isMoved, with_);
    else if (isMoved) continue;
    else if (incident.state === 'firing')
      endTwin(incident, with_, recalled?.has(incident.id) ?? false);
    else if (incident.state === 'resolved') {
      resumeResolved(incident, with_, owed?.has(incident.id) ?? false);
    }
  }
}

/** Of what fires the oldest of each rule and workload. */
function oldestOfEach(incidents: readonly StoredIncident[]): ReadonlySet<StoredIncident> {
  const oldest = new Map<string, StoredIncident>();
  for (const one of incidents.filter(({ state }) => state === 'firing')) {
    const key = JSON.stringify([one.rule, one.workload]);
    const known = oldest.get(key);
    if (known === undefined || one.activeAtMs < known.activeAtMs) oldest.set(key, one);
  }
  return new Set(oldest.values());
}

function resumeFiring(stored: StoredIncident, isMoved: boolean, with_: Resuming): void {
  const { rules, workloads, desk, isSnoozed, nowMs } = with_;
  const { memory } = stored;
  const rule = rules.find(({ alert }) => alert === stored.rule);
  if (rule === undefined && isMoved) return;
  if (rule === undefined) {
    const over = end(stored, with_);
    if (memory?.told !== null) desk.notify(over, 'resolved');
    return;
  }
  const track = resumeTrack(stored, rule, nowMs);
  if (track.incident === null) return;
  workloads.getOrAdd(stored.workload, rules).restore(rule, track);
  if (isMoved) return;
  desk.show(track.incident);
  if (track.told !== null) desk.remind(track.incident, 'firing', isSnoozed(stored.workload));
}

function endTwin(twin: StoredIncident, with_: Resuming, isDoubted: boolean): void {
  if (isDoubted) with_.desk.drop(twin);
  else end(unheard(twin), with_);
}

/** As one of which nobody was told, so that no later start says that it is over while the other one fires. */
function unheard(stored: StoredIncident): StoredIncident {
  return { ...stored, memory: { firedAtAgeMs: 0, ...stored.memory, told: null } };
}

/** Puts on record that an incident is over, and tells nobody. */
function end(
  { memory, isDoubted: _, ...incident }: StoredIncident,
  { desk, nowMs }: Resuming,
): Incident {
  const over: Incident = {
    ...incident,
    ...{ state: 'resolved', resolvedAtMs: nowMs, endedBy: 'unruled' },
  };
  desk.record(over, whereOf(over), memory);
  return over;
}

function resumeResolved(
  { memory, isDoubted: _, ...incident }: StoredIncident,
  { desk, nowMs }: Resuming,
  isOwed: boolean,
): void {
  desk.show(incident);
  const isRecent = nowMs - (incident.resolvedAtMs ?? 0) < remindResolvedMs;
  if ((isRecent || isOwed) && memory?.told !== null) desk.remind(incident, 'resolved', false);
}
