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
      const { __name__: name, namespace = '', pod, owner_name: owner = '' } = labels;
      if (pod === undefined) continue;
      const key = `${namespace}/${pod}`;
      if (name === 'kube_pod_info') this.#places.set(key, placeOf(labels));
      else if (name === 'kube_pod_owner' && !isNone(owner)) {
        const above = ofSet.get(`${namespace}/${owner}`);
        this.#ofPod.set(key, above ?? topOf(labels['owner_kind'] ?? '', owner, pod));
      }
    }
  }

  /** The workload that a pod is one of. */
  workloadOf(namespace: string, pod: string): string {
    return this.#ofPod.get(`${namespace}/${pod}`) ?? workloadOfPod(pod);
  }

  placeOf(namespace: string, pod: string): PodPlace {
    return this.#places.get(`${namespace}/${pod}`) ?? {};
  }
}

/** Replica set → whose it is. */
function setOwners(owners: readonly Labels[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { __name__: name, namespace = '', replicaset, owner_name: owner = '' } of owners) {
    if (name !== 'kube_replicaset_owner' || replicaset === undefined || isNone(owner)) continue;
    found.set(`${namespace}/${replicaset}`, owner);
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

function placeOf({ node, pod_ip: ip }: Labels): PodPlace {
  return { ...(node ? { node } : {}), ...(ip ? { ip } : {}) };
}
