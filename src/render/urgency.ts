import type { Incident, IncidentState } from '../model/incident.ts';
import type { Snapshot, TargetSnapshot } from '../model/snapshot.ts';
import { silenceText, snoozeText } from './quiet-text.ts';
import { withoutRamp } from './without-forecast.ts';

/** Why nobody is alerted of a target, in a word and in a sentence. */
export type Quiet = { readonly word: 'snoozed' | 'silenced'; readonly text: string };

/** One row of a table of targets: a target, the incident about it that matters most, and the others. */
export type Row = {
  /** Of one that is down its verdict has no rate and no forecast: neither is known any more. */
  readonly shown: TargetSnapshot;
  readonly incident: Incident | null;
  readonly others: readonly Incident[];
  /** null: whoever is to be alerted is. */
  readonly quiet: Quiet | null;
};

/** The targets with their incidents, in the snapshot's order. */
export function rowsOf(snapshot: Snapshot): Row[] {
  const { targets, incidents } = snapshot;
  const ofTarget = Map.groupBy(incidents, ({ targetId }) => targetId);
  return targets.map((one) => {
    const shown = asKnown(one);
    const [incident = null, ...others] = worstFirst(ofTarget.get(shown.target.id) ?? []);
    return { shown, incident, others, quiet: quietOf(shown, incident, snapshot) };
  });
}

function asKnown(shown: TargetSnapshot): TargetSnapshot {
  const { health, verdict } = shown;
  return health === 'down' && verdict !== null
    ? { ...shown, verdict: withoutRamp(verdict) }
    : shown;
}

/** The same, most urgent first; equals by workload and instance. */
export function rowsByUrgency(snapshot: Snapshot): Row[] {
  return rowsOf(snapshot).sort(
    (a, b) =>
      compareUrgency(a, b) ||
      a.shown.target.workload.localeCompare(b.shown.target.workload) ||
      a.shown.target.id.localeCompare(b.shown.target.id),
  );
}

/** Less than 0 when `a` is more urgent: by state, then by the time that is left, then by who fires for longest. */
export function compareUrgency(a: Row, b: Row): number {
  return rank(a) - rank(b) || timeLeft(a) - timeLeft(b) || activeSince(a) - activeSince(b);
}

/** Of one whose incident is over since when that stood is no matter. */
function activeSince({ incident }: Row): number {
  return incident?.state === 'firing' || incident?.state === 'pending' ? incident.activeAtMs : 0;
}

function quietOf(
  { target }: TargetSnapshot,
  incident: Incident | null,
  { snoozes, silences }: Snapshot,
): Quiet | null {
  const snooze = snoozes.find(({ workload }) => workload === target.workload);
  if (snooze !== undefined) return { word: 'snoozed', text: snoozeText(snooze) };
  const silence = incident === null ? undefined : silences.get(incident.id);
  return silence === undefined ? null : { word: 'silenced', text: silenceText(silence) };
}

/** An incident that is over matters less than one that is not, whatever their age. */
const stateRanks: Readonly<Record<IncidentState, number>> = {
  firing: 0,
  pending: 1,
  resolved: 2,
  inactive: 3,
};

/**
 * A target's own incidents, worst state first, then the one that has stood longest. An incident is
 * found on one target: its siblings of the same workload are not marked by it.
 */
function worstFirst(incidents: readonly Incident[]): Incident[] {
  return incidents.toSorted(
    (a, b) => stateRanks[a.state] - stateRanks[b.state] || a.activeAtMs - b.activeAtMs,
  );
}

function rank({ shown, incident }: Row): number {
  if (incident?.state === 'firing') return 0;
  if (incident?.state === 'pending') return 1;
  if (shown.health === 'down') return 2;
  if (shown.verdict !== null && shown.verdict.concern !== 'none') return 3;
  return shown.health === 'unknown' ? 5 : 4;
}

function timeLeft({ shown }: Row): number {
  return shown.verdict?.timeToLimitSeconds ?? Number.MAX_VALUE;
}
