import type { Labels } from '../model/labels.ts';
import { limits } from '../model/limits.ts';
import type { Target } from '../model/target.ts';

const mostTargets = limits.targets_of_alert.most;

/**
 * The labels by which an alert names what it is about, most telling first, each with those that must
 * then agree where both sides have them. `instance` and `job` of an alert on a pod are often those of an
 * exporter that tells of it (kube-state-metrics), so a pod goes first and they are not looked at.
 */
const ways: readonly { readonly by: keyof Index; readonly agree: readonly string[] }[] = [
  { by: 'pod', agree: ['namespace', 'container'] },
  { by: 'instance', agree: ['namespace', 'container'] },
  { by: 'workload', agree: ['namespace', 'container'] },
  { by: 'job', agree: ['namespace', 'container'] },
];

type Index = Readonly<Record<'pod' | 'instance' | 'workload' | 'job', Map<string, Target[]>>>;

/** The targets by what alerts may call them, made once for many alerts. */
export class AlertTargets {
  readonly #index: Index = {
    pod: new Map(),
    instance: new Map(),
    workload: new Map(),
    job: new Map(),
  };

  constructor(targets: readonly Target[]) {
    for (const target of targets) {
      this.#put('pod', target.labels['pod'], target);
      this.#put('instance', target.labels['instance'], target);
      this.#put('workload', target.workload, target);
      this.#put('job', target.labels['job'], target);
    }
  }

  /**
   * The targets that an alert with these labels is about: by its `pod`, else its `instance`, else its
   * `workload`, else its `job`, where `namespace` and `container` agree as far as both have them; of
   * several that share an instance those of the alert's own job, if there are any. An alert that names a
   * pod or an instance which is not watched means none: not its neighbours of the same job.
   */
  of(labels: Labels): readonly Target[] {
    for (const { by, agree } of ways) {
      const value = labels[by] ?? '';
      const isNarrower =
        by === 'job' && (labels['pod'] !== undefined || labels['instance'] !== undefined);
      if (value === '' || isNarrower) continue;
      const found = (this.#index[by].get(value) ?? []).filter((target) =>
        agree.every((name) => agrees(labels[name], target.labels[name])),
      );
      if (found.length > 0) return ofSameJob(found, labels).slice(0, mostTargets);
    }
    return [];
  }

  #put(by: keyof Index, value: string | undefined, target: Target): void {
    if (value === undefined || value === '') return;
    const known = this.#index[by].get(value);
    if (known === undefined) this.#index[by].set(value, [target]);
    else known.push(target);
  }
}

function agrees(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

function ofSameJob(found: readonly Target[], { job }: Labels): readonly Target[] {
  const same = found.filter(({ labels }) => labels['job'] === job);
  return same.length > 0 ? same : found;
}
