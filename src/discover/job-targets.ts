import type { ScrapeConfig } from '../model/config.ts';
import type { Labels } from '../model/labels.ts';
import type { NoteUse } from '../model/limits.ts';
import type { Target } from '../model/target.ts';
import { compileRelabelling, type Relabelling } from '../relabel/compile-relabelling.ts';
import { onShard } from '../relabel/on-shard.ts';
import { discoveredLabels } from './discovered-labels.ts';
import type { TargetGroup } from './target-group.ts';
import { targetOfLabels } from './target-of-labels.ts';

/** A target, and whether relabelling left it the address that it was found with. */
export type FoundTarget = { readonly target: Target; readonly isOwnAddress: boolean };

/** What became of a group's targets. */
export type GroupTargets = {
  readonly targets: readonly FoundTarget[];
  /** Places of those that relabelling dropped. */
  readonly dropped: readonly number[];
  /** Why others cannot be watched: a sentence each. */
  readonly refused: readonly string[];
};

/**
 * The targets of one job: what its groups become by its relabelling. A group is worked on once: pods come
 * and go, and the ten thousand that stay need not be relabelled for each.
 */
export class JobTargets {
  readonly job: ScrapeConfig;
  readonly #relabel: Relabelling;
  readonly #known = new WeakMap<TargetGroup, GroupTargets>();

  readonly #noteUse: NoteUse | undefined;

  constructor(job: ScrapeConfig, noteUse?: NoteUse) {
    this.job = job;
    this.#noteUse = noteUse;
    const relabel = compileRelabelling(job.relabel);
    if (!relabel.ok) throw new Error(`the configuration was not checked: ${relabel.reason}`);
    this.#relabel = relabel.value;
  }

  of(group: TargetGroup): GroupTargets {
    const known = this.#known.get(group);
    if (known !== undefined) return known;
    const made = this.#make(group);
    this.#known.set(group, made);
    return made;
  }

  /** The labels with which a target of a group was found, before relabelling. */
  discovered(group: TargetGroup, index: number): Labels {
    return discoveredLabels(this.job, group.labels, group.targets[index] ?? {});
  }

  #make(group: TargetGroup): GroupTargets {
    const targets: FoundTarget[] = [];
    const dropped: number[] = [];
    const refused: string[] = [];
    const http = isWritten(group) ? { ...this.job.http, allowLinkLocal: true } : this.job.http;
    for (const index of group.targets.keys()) {
      const labels = this.#relabel(this.discovered(group, index));
      if (labels === null) {
        dropped.push(index);
        continue;
      }
      const target = targetOfLabels(this.job, labels, http, this.#noteUse);
      if (target.ok) {
        if (!isOurs(target.value, this.job)) continue;
        const found = group.targets[index]?.['__address__'];
        const isOwnAddress = labels['__address__'] === found;
        targets.push({ target: { ...target.value, ...containerOf(group, index) }, isOwnAddress });
      } else {
        refused.push(target.reason);
      }
    }
    return { targets, dropped, refused };
  }
}

/** As which container a target of a pod was found. */
function containerOf({ source, targets, ends }: TargetGroup, index: number): Partial<Target> {
  const name = targets[index]?.['__meta_kubernetes_pod_container_name'];
  return ends === undefined || name === undefined ? {} : { container: { group: source, name } };
}

/** Another shard watches the others. */
function isOurs({ labels }: Target, { workloadLabels, shard }: ScrapeConfig): boolean {
  if (shard === undefined) return true;
  const names = shard.by === undefined ? workloadLabels : [shard.by];
  return onShard(
    names.map((name) => labels[name] ?? ''),
    shard,
  );
}

const written = 'static/';

/** The groups of `static_configs`. Who writes an address into the configuration means it. */
export function staticGroups(job: ScrapeConfig): ReadonlyMap<string, TargetGroup> {
  return new Map(
    job.staticTargets.map(({ address, labels }, i) => {
      const source = `${written}${i}`;
      return [source, { source, labels, targets: [{ __address__: address }] }];
    }),
  );
}

function isWritten({ source }: TargetGroup): boolean {
  return source.startsWith(written);
}
