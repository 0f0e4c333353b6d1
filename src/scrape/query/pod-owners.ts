import type { Labels } from '../../model/labels.ts';
import { workloadOfPod } from '../../model/workload-of-pod.ts';

/** What kube-state-metrics says of a pod's owner, of a replica set's, and of where a pod is. */
export const ownerMetrics: readonly string[] = [
  'kube_pod_owner',
  'kube_replicaset_owner',
  'kube_pod_info',
];

/** Where a pod runs, as far as anybody says. */
export type PodPlace = { readonly node?: string; readonly ip?: string };

/** What tells a pod from all others. */
export type PodName = {
  readonly cluster?: string | undefined;
  readonly namespace: string;
  readonly pod: string;
  /** Where it is known: which of the pods that had this name one by one. */
  readonly uid?: string | undefined;
};

/**
 * Whose the pods are: by kube-state-metrics where it says so (a pod's replica set belongs to a deployment, a
 * job to a cron job), else by the names that Kubernetes makes.
 */
export class PodOwners {
  readonly #ofPod = new Map<string, string>();
  readonly #places = new Map<string, PodPlace>();

  constructor(owners: readonly Labels[]) {
    const ofSet = setOwners(owners);
    for (const labels of owners) {
      if (labels['__name__'] === 'kube_pod_info') this.#noteInfo(labels);
      else if (labels['__name__'] === 'kube_pod_owner') this.#noteOwner(labels, ofSet);
    }
  }

  #noteInfo({ cluster, namespace = '', pod = '', uid, node, pod_ip: ip }: Labels): void {
    const place = { ...(node ? { node } : {}), ...(ip ? { ip } : {}) };
    note(this.#places, { cluster, namespace, pod }, place);
    if (uid) this.#places.set(uid, place);
  }

  #noteOwner(labels: Labels, ofSet: ReadonlyMap<string, string>): void {
    const {
      cluster,
      namespace = '',
      pod = '',
      owner_kind: kind = '',
      owner_name: owner = '',
    } = labels;
    if (isNone(owner)) return;
    const above = ofSet.get(keyOf({ cluster, namespace, pod: owner }));
    note(this.#ofPod, { cluster, namespace, pod }, above ?? topOf(kind, owner, pod));
  }

  /** The workload that a pod is one of. */
  workloadOf(of: PodName): string {
    return known(this.#ofPod, of) ?? workloadOfPod(of.pod);
  }

  placeOf(of: PodName): PodPlace {
    const ofUid = of.uid ? this.#places.get(of.uid) : undefined;
    return ofUid ?? known(this.#places, of) ?? {};
  }
}

/** In the place of a cluster's name: that of whichever is known. */
const any = '*';

function keyOf({ cluster = '', namespace, pod }: PodName): string {
  return `${cluster}/${namespace}/${pod}`;
}

function note<T>(all: Map<string, T>, of: PodName, value: T): void {
  all.set(keyOf(of), value);
  if (of.cluster) all.set(keyOf({ ...of, cluster: any }), value);
}

/** Either the pod's own series or those that tell of it may lack the cluster. */
function known<T>(all: ReadonlyMap<string, T>, of: PodName): T | undefined {
  return all.get(keyOf(of)) ?? all.get(keyOf({ ...of, cluster: of.cluster ? '' : any }));
}

/** Replica set → whose it is. */
function setOwners(owners: readonly Labels[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const labels of owners) {
    const { __name__: name, cluster, namespace = '', replicaset, owner_name: owner = '' } = labels;
    if (name !== 'kube_replicaset_owner' || replicaset === undefined || isNone(owner)) continue;
    found.set(keyOf({ cluster, namespace, pod: replicaset }), owner);
  }
  return found;
}

/** An owner whose own owner nobody tells: replica sets and jobs carry a made-up ending as pods do. */
function topOf(kind: string, owner: string, pod: string): string {
  switch (kind) {
    case 'ReplicaSet':
    case 'Job':
      return workloadOfPod(pod);
    // A static pod is owned by its node.
    case 'Node':
      return pod;
    default:
      return owner;
  }
}

function isNone(owner: string): boolean {
  return owner === '' || owner === '<none>';
}
