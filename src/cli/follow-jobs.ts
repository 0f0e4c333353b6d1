import type { Discovery, DiscoveryDeps } from '../discover/discovery.ts';
import { podServiceAccount } from '../http/cluster-access.ts';
import type { ScrapeConfig } from '../model/config.ts';
import type { ContainerEnd, ContainerRef } from '../model/container.ts';
import type { DiscoveryState } from '../model/discovery.ts';
import type { Target } from '../model/target.ts';

/** The targets of jobs, found while the engine runs. */
export type FollowedJobs = {
  readonly targets: () => readonly Target[];
  readonly state: () => DiscoveryState;
  /** How the life before the present one of a container ended; null: that is not known. */
  readonly lastEnd: (container: ContainerRef) => ContainerEnd | null;
  /** Finds the targets of other jobs from now on; what is known of those that stay is kept. */
  readonly follow: (jobs: readonly ScrapeConfig[]) => Promise<void>;
  /** Once each way to find targets has been tried, or the signal is aborted. */
  readonly settled: (signal: AbortSignal) => Promise<void>;
  readonly stop: () => Promise<void>;
};

const nothing: DiscoveryState = {
  providers: [],
  isSettled: true,
  targets: new Map(),
  dropped: new Map(),
  limits: new Map(),
  droppedLabels: [],
};

/** Follows jobs; what that takes is loaded with the first one, since a sidecar has none. */
export function followJobs(world: Omit<DiscoveryDeps, 'random' | 'serviceAccount'>): FollowedJobs {
  let discovery: Discovery | null = null;
  let targets: readonly Target[] = [];
  const load = async () => {
    const module = await import('../discover/discovery.ts');
    return new module.Discovery({
      ...world,
      random: Math.random,
      serviceAccount: podServiceAccount,
      changed: (found) => {
        targets = found;
        world.changed(found);
      },
    });
  };
  return {
    targets: () => targets,
    state: () => discovery?.state ?? nothing,
    lastEnd: (container) => discovery?.lastEnd(container) ?? null,
    async follow(jobs) {
      if (discovery === null && jobs.length === 0) return;
      discovery ??= await load();
      targets = await discovery.follow(jobs);
    },
    settled: async (signal) => discovery?.settled(signal),
    stop: async () => discovery?.stop(),
  };
}
