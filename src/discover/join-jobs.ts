import { limits } from '../model/limits.ts';
import type { Target } from '../model/target.ts';
import type { FoundTarget, JobTargets } from './job-targets.ts';
import type { TargetGroup } from './target-group.ts';

/** A job and what has been found for it. */
export type FoundJob = {
  readonly job: JobTargets;
  readonly groups: readonly TargetGroup[];
};

/** What is to be watched, and what is not and why. */
export type JoinedTargets = {
  readonly targets: readonly Target[];
  /** How many each job has. */
  readonly perJob: ReadonlyMap<string, number>;
  /** How many each job's relabelling dropped. */
  readonly dropped: ReadonlyMap<string, number>;
  /** The most that each job may have: its `target_limit`, else ours. */
  readonly limits: ReadonlyMap<string, number>;
  /** One sentence for each kind of refusal of a job, with how many it is about. */
  readonly refused: readonly { readonly job: string; readonly reason: string }[];
};

/**
 * The targets of all jobs. Of two with equal labels the first one counts, since an incident could not
 * say which one it is about; that is told unless both ask the same, as the ports of a pod often
 * do once relabelling has put another in their place. `target_limit` cuts a job off, and that is told too.
 */
export function joinJobs(found: readonly FoundJob[]): JoinedTargets {
  const byId = new Map<string, FoundTarget>();
  const perJob = new Map<string, number>();
  const dropped = new Map<string, number>();
  const allowed = new Map<string, number>();
  const refused: { job: string; reason: string }[] = [];
  for (const { job, groups } of found) {
    const { jobName, targetLimits } = job.job;
    const most = targetLimits.targets > 0 ? targetLimits.targets : limits.targets_of_job.most;
    const tally = {
      kept: 0,
      dropped: 0,
      beyond: 0,
      reasons: [] as string[],
      doubles: [] as string[],
    };
    for (const group of groups) {
      const made = job.of(group);
      tally.dropped += made.dropped.length;
      tally.reasons.push(...made.refused);
      for (const one of made.targets) take(one, most, byId, tally);
    }
    allowed.set(jobName, most);
    perJob.set(jobName, tally.kept);
    dropped.set(jobName, tally.dropped);
    for (const reason of reasonsOf(tally, most)) {
      refused.push({ job: jobName, reason });
    }
  }
  const targets = [...byId.values()].map(({ target }) => target);
  return { targets, perJob, dropped, limits: allowed, refused };
}

type Tally = {
  kept: number;
  dropped: number;
  beyond: number;
  readonly reasons: string[];
  readonly doubles: string[];
};

function take(
  found: FoundTarget,
  limit: number,
  byId: Map<string, FoundTarget>,
  tally: Tally,
): void {
  const { target } = found;
  const other = byId.get(target.id);
  if (other !== undefined) {
    if (asksTheSame(other.target, target)) {
      byId.set(target.id, ofOneProcess(other, found));
    } else {
      tally.doubles.push(double(target, other.target));
    }
    return;
  }
  if (tally.kept >= limit) {
    tally.beyond += 1;
    return;
  }
  byId.set(target.id, found);
  tally.kept += 1;
}

/**
 * Containers of a pod have limits and ends of their own: where each of them was given the same port, the one that
 * declares it owns it; where none does, whose they are cannot be known.
 */
function ofOneProcess(a: FoundTarget, b: FoundTarget): FoundTarget {
  if (a.isOwnAddress) return a;
  if (b.isOwnAddress) return b;
  const { limitBytes, container, ...target } = a.target;
  const isSame =
    container?.group === b.target.container?.group && container?.name === b.target.container?.name;
  return {
    ...a,
    target: {
      ...target,
      ...(limitBytes === undefined || limitBytes !== b.target.limitBytes ? {} : { limitBytes }),
      ...(container === undefined || !isSame ? {} : { container }),
    },
  };
}

function double(target: Target, other: Target): string {
  const instance = JSON.stringify(target.labels['instance'] ?? '');
  return `${target.url} has the same labels as ${other.url} (instance ${instance}) and is not watched; tell them apart by relabelling`;
}

function asksTheSame(a: Target, b: Target): boolean {
  return a.url === b.url && a.profiles?.url === b.profiles?.url;
}

/** The first of each kind, and how many more there are: a line a target would fill a disk. */
function reasonsOf({ kept, beyond, reasons, doubles }: Tally, limit: number): string[] {
  return [
    ...firstOf(reasons),
    ...firstOf(doubles),
    ...(beyond === 0
      ? []
      : [
          `${kept + beyond} targets were found, target_limit allows ${limit}: ${beyond} of them are not watched`,
        ]),
  ];
}

function firstOf(reasons: readonly string[]): string[] {
  const [first] = reasons;
  if (first === undefined) return [];
  return [reasons.length === 1 ? first : `${first} (and ${reasons.length - 1} more)`];
}
