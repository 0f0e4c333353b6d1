import { Gauge, type Registry } from 'prom-client';
import type { IncidentState } from '../model/incident.ts';
import { limits } from '../model/limits.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Health } from '../model/target.ts';
import type { Verdict, VerdictKind } from '../model/verdict.ts';

const healths: readonly Health[] = ['unknown', 'up', 'down'];
const states: readonly IncidentState[] = ['pending', 'firing', 'resolved'];
const kinds: readonly VerdictKind[] = ['insufficient-data', 'steady', 'leak', 'sawtooth'];

/** Beyond, those that leak come first, and it is said how many are left out. */
const mostWorkloads = limits.workloads_with_series.most;

/** The gauges that are read off the engine's state. */
export type SnapshotGauges = ReturnType<typeof snapshotGauges>;

/** Registers the gauges that `setSnapshotGauges` fills. */
export function snapshotGauges(registry: Registry) {
  const gauge = <T extends string>(name: string, help: string, labelNames: readonly T[] = []) =>
    new Gauge({ name: `sawtooth_${name}`, help, labelNames, registers: [registry] });
  return {
    targets: gauge('targets', 'Targets by health.', ['health']),
    series: gauge(
      'series',
      'Scraped targets of which a floor is known, and series read from stores.',
    ),
    leftOut: gauge('workloads_left_out', 'Workloads without series of their own: too many.'),
    seriesLeftOut: gauge(
      'series_left_out',
      'Series of stores that are not read: more than max_series.',
    ),
    feedSeries: gauge('query_series', 'Series that are read of a store.', ['feed']),
    feedLimit: gauge(
      'query_series_limit',
      'The most series that are read of a store (max_series).',
      ['feed'],
    ),
    rounds: gauge('query_round_seconds', 'How long the last round of queries of a store took.', [
      'feed',
    ]),
    feedUp: gauge('query_up', 'Whether the last round of queries of a store succeeded.', ['feed']),
    incidents: gauge('incidents', 'Incidents that are known, by state.', ['state']),
    verdict: gauge('verdict', 'Whether this is the verdict on the workload.', [
      'workload',
      'verdict',
    ]),
    leakRate: gauge(
      'leak_rate_bytes_per_second',
      'Growth of the floor of a workload that leaks memory.',
      ['workload'],
    ),
    timeToLimit: gauge('time_to_limit_seconds', 'Until a leaking workload meets its limit.', [
      'workload',
    ]),
  };
}

/** Sets every gauge anew: what the snapshot no longer holds is gone from the page too. Gives how many workloads have a verdict. */
export function setSnapshotGauges(
  gauges: SnapshotGauges,
  snapshot: Snapshot,
): { readonly workloads: number } {
  for (const gauge of Object.values(gauges)) gauge.reset();
  const { targets, incidents } = snapshot;
  for (const health of healths) {
    gauges.targets.set({ health }, targets.filter((one) => one.health === health).length);
  }
  for (const state of states) {
    gauges.incidents.set({ state }, incidents.filter((one) => one.state === state).length);
  }
  setFeeds(gauges, snapshot);
  const verdicts = [...worstVerdicts(targets)];
  // Of who cannot be seen nobody knows whether it still grows.
  const seen = worstVerdicts(targets.filter((one) => one.health !== 'down'));
  if (verdicts.length > mostWorkloads) {
    verdicts.sort(([, a], [, b]) => kinds.indexOf(b.kind) - kinds.indexOf(a.kind));
  }
  for (const [workload, verdict] of verdicts.slice(0, mostWorkloads)) {
    setVerdict(gauges, workload, verdict);
    setGrowth(gauges, workload, seen.get(workload));
  }
  gauges.leftOut.set(Math.max(0, verdicts.length - mostWorkloads));
  return { workloads: verdicts.length };
}

function setFeeds(gauges: SnapshotGauges, { feeds = [], targets }: Snapshot): void {
  // Of many targets the timelines of quiet ones are not kept for views.
  const scraped = targets.filter(
    ({ timeline, verdict, target }) =>
      target.source !== 'query' && (timeline !== null || (verdict?.signal ?? null) !== null),
  );
  gauges.series.set(feeds.reduce((sum, { series }) => sum + series, scraped.length));
  gauges.seriesLeftOut.set(feeds.reduce((sum, { seriesLeftOut }) => sum + seriesLeftOut, 0));
  for (const { name: feed, health, lastRoundMs, series, seriesLimit } of feeds) {
    gauges.feedSeries.set({ feed }, series);
    gauges.feedLimit.set({ feed }, seriesLimit);
    if (health !== 'unknown') gauges.feedUp.set({ feed }, health === 'up' ? 1 : 0);
    if (lastRoundMs !== null) gauges.rounds.set({ feed }, lastRoundMs / 1000);
  }
}

function setVerdict(gauges: SnapshotGauges, workload: string, verdict: Verdict): void {
  for (const kind of kinds) {
    gauges.verdict.set({ workload, verdict: kind }, kind === verdict.kind ? 1 : 0);
  }
}

function setGrowth(gauges: SnapshotGauges, workload: string, verdict: Verdict | undefined): void {
  if (verdict === undefined) return;
  if (verdict.leakRatePerSecond !== null && isMemory(verdict)) {
    gauges.leakRate.set({ workload }, verdict.leakRatePerSecond);
  }
  if (verdict.timeToLimitSeconds !== null) {
    gauges.timeToLimit.set({ workload }, verdict.timeToLimitSeconds);
  }
}

/** Of the verdicts on a workload's targets the one that is worst. */
function worstVerdicts(targets: Snapshot['targets']): Map<string, Verdict> {
  const worst = new Map<string, Verdict>();
  for (const { target, verdict } of targets) {
    if (verdict === null) continue;
    const known = worst.get(target.workload);
    const isWorse = known === undefined || kinds.indexOf(verdict.kind) > kinds.indexOf(known.kind);
    if (isWorse) worst.set(target.workload, verdict);
  }
  return worst;
}

/** Goroutines a second are no bytes a second. */
function isMemory({ signal }: Verdict): boolean {
  return signal !== null && !['value', 'goroutines', 'threads', 'openFds'].includes(signal);
}
