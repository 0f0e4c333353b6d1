import { setTimeout as delay } from 'node:timers/promises';
import type { StorageConfig } from '../model/config.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Store } from '../store/store.ts';
import { type Swept, sweepRetention } from '../store/sweep-retention.ts';
import { haveAnswered } from '../watch/feed-status.ts';

/** What the sweeps need to know, asked anew at each of them. */
export type SweepDeps = {
  readonly store: Store;
  readonly retention: () => Pick<StorageConfig, 'retentionTimeMs' | 'retentionSizeBytes'>;
  readonly snapshot: () => Pick<Snapshot, 'targets' | 'incidents' | 'feeds'>;
  /** Whether a target that is not among those is gone, rather than not found (yet). */
  readonly isAllFound: () => boolean;
  /** Told of each sweep that removed something or met a problem. */
  readonly swept: (swept: Swept) => void;
  /** Told of each sweep what is left. */
  readonly measured: (heldBytes: number, heldGone: number | null) => void;
  /** Resolves once captures hold so many bytes more than now. */
  readonly grown: (bytes: number) => Promise<void>;
  readonly nowMs: () => number;
  /** Resolves after `ms`, or at once when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

const hourMs = 3_600_000;

/** Who may hold little fills it within an hour: a quarter more than what was left is looked at, too. */
const ofRetention = 1 / 4;

/**
 * Sweeps the store now, then every hour and whenever it has grown by much, until `signal` is aborted. Nothing that goes
 * wrong in a sweep gets out of it: what the store cannot let go of must not stop who watches.
 */
export async function sweepHourly(deps: SweepDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const swept = await sweepOnce(deps, signal);
    if (swept.heldBytes !== null) deps.measured(swept.heldBytes, swept.heldGone ?? null);
    if (swept.freedBytes > 0 || swept.problems.length > 0) {
      deps.swept(swept);
    }
    await untilDue(deps, signal);
  }
}

async function untilDue({ retention, grown, sleep }: SweepDeps, signal: AbortSignal) {
  const { retentionSizeBytes } = retention();
  const isDue = new AbortController();
  if (retentionSizeBytes > 0) {
    void grown(retentionSizeBytes * ofRetention).then(() => isDue.abort());
  }
  await sleep(hourMs, AbortSignal.any([signal, isDue.signal]));
}

/** Waits with a timer that keeps no process alive. */
export async function sleepUnheld(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
}

async function sweepOnce(deps: SweepDeps, signal: AbortSignal): Promise<Swept> {
  try {
    const { targets, incidents, feeds = [] } = deps.snapshot();
    const isKnown = deps.isAllFound() && haveAnswered(feeds);
    const watchedIds = isKnown ? new Set(targets.map(({ target }) => target.id)) : null;
    const watchedWorkloads = isKnown ? new Set(targets.map(({ target }) => target.workload)) : null;
    const about = { nowMs: deps.nowMs(), watchedIds, watchedWorkloads, liveIncidents: incidents };
    return await sweepRetention(deps.store, { ...deps.retention(), ...about }, signal);
  } catch (error) {
    const problem = `sweeping the store ${deps.store.path} failed: ${(error as Error).message}`;
    const nothing = { captures: [], incidents: [], workloads: 0, freedBytes: 0, heldBytes: null };
    return { ...nothing, problems: [problem] };
  }
}
