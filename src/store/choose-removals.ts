import type { Capture } from '../model/capture.ts';
import { capturesOfLife } from '../model/captures-of-life.ts';
import type { Incident } from '../model/incident.ts';
import { limits } from '../model/limits.ts';
import type { RecordName } from './record-book.ts';

/** One thing that the store holds and can let go of, with its size on disk. */
export type Held = { readonly bytes: number } & (
  | { readonly kind: 'capture'; readonly capture: Capture }
  | { readonly kind: 'incident'; readonly incident: Incident; readonly writtenAtMs: number }
  /** What is known of a workload. */
  | { readonly kind: 'workload'; readonly workload: string; readonly atMs: number }
  /** What no list shows: a profile whose description is lost, or the other way round. */
  | { readonly kind: 'stray'; readonly path: string; readonly atMs: number }
  /** The same in the book: what cannot be read, and a notification without its incident. */
  | { readonly kind: 'stray-record'; readonly record: RecordName; readonly atMs: number }
);

/** What is to stay; 0 as time or size means without end, as in Prometheus. */
export type Keeping = {
  readonly nowMs: number;
  readonly retentionTimeMs: number;
  readonly retentionSizeBytes: number;
  /** Targets that are watched now; null: not all are found yet, and each may be. */
  readonly watchedIds: ReadonlySet<string> | null;
  /** Workloads that have a target now; null as above. */
  readonly watchedWorkloads: ReadonlySet<string> | null;
  /** The incidents as the running engine knows them: newer than what is stored. */
  readonly liveIncidents: readonly Incident[];
  /** What the store takes beyond what it holds, and counts as well; absent: nothing. */
  readonly overheadBytes?: number;
};

/** What has to go, in the order in which it goes, and by how much the rest is still too large. */
export type Removals<H extends Held = Held> = {
  readonly removals: readonly H[];
  readonly excessBytes: number;
};

/**
 * What a store lets go of: first all that is older than the retention time, then, while the rest is
 * larger than the retention size, the least useful, of those the oldest. Never goes:
 *
 * - the first capture of each kind of the newest life of a target that is watched: nothing can be
 *   compared with an older one, and without it the next capture is worth nothing. (One of a target that
 *   nobody watches any more may go: else each pod that ever ran would leave a profile for good.)
 * - a capture that an incident rests on which still goes on, and that incident itself.
 * - what is known of a workload that is watched.
 *
 * Of workloads that nobody watches any more the newest `mostGone` are kept: pods that come and go each second are
 * workloads of their own.
 */
export function chooseRemovals<H extends Held>(held: readonly H[], keeping: Keeping): Removals<H> {
  const cutoffMs =
    keeping.retentionTimeMs > 0 ? keeping.nowMs - keeping.retentionTimeMs : -Infinity;
  const rank = rankOf(held, keeping, cutoffMs);
  const mayGo = held
    .map((one) => ({ one, rank: rank(one), atMs: atMsOf(one) }))
    .filter((each): each is typeof each & { rank: number } => each.rank !== null);
  const tooMany = surplus(mayGo.map(({ one }) => one));
  const isExpired = ({ one, atMs }: { one: H; atMs: number }) =>
    atMs < cutoffMs || tooMany.has(one);
  const expired = mayGo.filter(isExpired).sort((a, b) => a.atMs - b.atMs);
  const rest = mayGo
    .filter((each) => !isExpired(each))
    .sort((a, b) => a.rank - b.rank || a.atMs - b.atMs);
  const removals = expired.map(({ one }) => one);
  const sizeBytes = keeping.retentionSizeBytes > 0 ? keeping.retentionSizeBytes : Infinity;
  const { overheadBytes = 0 } = keeping;
  let excessBytes = total(held) + overheadBytes - total(removals) - sizeBytes;
  for (const { one } of rest) {
    if (excessBytes <= 0) break;
    removals.push(one);
    excessBytes -= one.bytes;
  }
  return { removals, excessBytes: Math.max(0, excessBytes) };
}

/** How useful a thing is, least first; null: it never goes. */
const ranks = {
  stray: 0,
  goneWorkload: 1,
  pastLife: 2,
  presentLife: 3,
  evidence: 4,
  incident: 5,
} as const;

const mostStored = limits.workloads_stored.most;

function rankOf(
  held: readonly Held[],
  { watchedIds, watchedWorkloads, liveIncidents }: Keeping,
  cutoffMs: number,
): (one: Held) => number | null {
  const captures = held.flatMap((one) => (one.kind === 'capture' ? [one.capture] : []));
  const stored = held.flatMap((one) => (one.kind === 'incident' ? [one] : []));
  const live = new Set(liveIncidents.filter(goesOn).map(({ id }) => id));
  // A process that was killed leaves its incidents firing on disk: nobody will ever resolve them.
  const open = stored.filter(
    ({ incident, writtenAtMs }) =>
      live.has(incident.id) || (goesOn(incident) && writtenAtMs >= cutoffMs),
  );
  const openIds = new Set(open.map(({ incident }) => incident.id));
  const needed = captureIds([
    ...liveIncidents.filter(goesOn),
    ...open.map(({ incident }) => incident),
  ]);
  const newestLife = ofNewestLife(captures);
  const firsts = firstCaptures(newestLife, watchedIds);
  const evidence = captureIds(stored.map(({ incident }) => incident));
  const rankOfCapture = (capture: Capture) => {
    const { id, role } = capture;
    if (needed.has(id) || firsts.has(id)) return null;
    // Somebody asked for it by hand, and has perhaps not looked at it yet.
    if (evidence.has(id) || role === 'manual') return ranks.evidence;
    return newestLife.has(capture) ? ranks.presentLife : ranks.pastLife;
  };
  return (one) => {
    switch (one.kind) {
      case 'stray':
      case 'stray-record':
        return ranks.stray;
      case 'capture':
        return rankOfCapture(one.capture);
      case 'incident':
        return openIds.has(one.incident.id) ? null : ranks.incident;
      case 'workload':
        return (watchedWorkloads?.has(one.workload) ?? true) ? null : ranks.goneWorkload;
    }
  };
}

/** The oldest of the workloads that may go, where they are too many. */
function surplus(held: readonly Held[]): ReadonlySet<Held> {
  const workloads = held.filter((one) => one.kind === 'workload');
  const newestFirst = workloads.sort((a, b) => b.atMs - a.atMs);
  return new Set(newestFirst.slice(mostStored));
}

function goesOn({ state }: Incident): boolean {
  return state === 'firing' || state === 'pending';
}

function captureIds(incidents: readonly Incident[]): Set<string> {
  return new Set(incidents.flatMap(({ captures }) => captures.map(({ id }) => id)));
}

/** The captures of each target's newest life. A manual capture knows of no life. */
function ofNewestLife(captures: readonly Capture[]): ReadonlySet<Capture> {
  const byTarget = Map.groupBy(
    captures.filter(({ role }) => role !== 'manual'),
    ({ targetId }) => targetId,
  );
  const newest = [...byTarget.values()].flatMap((own) => {
    const startAtMs = own.reduce((most, one) => Math.max(most, one.lifeStartAtMs), -Infinity);
    return capturesOfLife(own, startAtMs);
  });
  return new Set(newest);
}

/** Of each watched target's newest life the first capture of each kind and gc mode. */
function firstCaptures(
  newestLife: ReadonlySet<Capture>,
  watchedIds: ReadonlySet<string> | null,
): Set<string> {
  const firsts = new Map<string, Capture>();
  for (const capture of newestLife) {
    const { targetId, kind, gc, atMs } = capture;
    if (watchedIds?.has(targetId) === false) continue;
    const key = `${targetId} ${kind} ${gc}`;
    const known = firsts.get(key);
    if (known === undefined || atMs < known.atMs) firsts.set(key, capture);
  }
  return new Set([...firsts.values()].map(({ id }) => id));
}

/** Since when a thing grows old: an incident since it was over, one that nobody ended since it was last written. */
function atMsOf(one: Held): number {
  if (one.kind === 'capture') return one.capture.atMs;
  if (one.kind !== 'incident') return one.atMs;
  return one.incident.resolvedAtMs ?? one.writtenAtMs;
}

function total(held: readonly Held[]): number {
  return held.reduce((sum, { bytes }) => sum + bytes, 0);
}
