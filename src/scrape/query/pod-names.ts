import type { Labels } from '../../model/labels.ts';

/** What Kubernetes' own exporters know of the pods of one name. */
type PodsOfName = {
  readonly containers: Set<string>;
  /** By the label that whoever reads several clusters gives to all series of one. */
  readonly clusters: Set<string>;
};

/** The clusters that were heard of: what was once called by its cluster is so while the others are silent. */
export type ClusterNames = {
  readonly all: Set<string>;
  /** Those that Kubernetes' own exporters name. */
  readonly ofPods: Set<string>;
};

export function noClusters(): ClusterNames {
  return { all: new Set(), ofPods: new Set() };
}

/**
 * The pods that cAdvisor and kube-state-metrics tell of. A program's own page often says neither its container nor its
 * cluster, and some mean something else by `cluster`.
 */
export class PodNames {
  readonly #all = new Map<string, PodsOfName>();
  readonly #clusters: ClusterNames;

  /** `clusters`: those of earlier rounds; what these series say is added. */
  constructor(series: readonly Labels[], clusters: ClusterNames) {
    this.#clusters = clusters;
    for (const labels of series) this.#note(labels);
  }

  /** How many there are. */
  get clusters(): number {
    return this.#clusters.all.size;
  }

  #note(labels: Labels): void {
    const { __name__: metric = '', pod, container, cluster } = labels;
    if (pod === undefined) {
      if (cluster) this.#clusters.all.add(cluster);
      return;
    }
    const isMeasured = metric.startsWith('container_');
    if (!isMeasured && !metric.startsWith('kube_')) return;
    const known = this.#ofName(labels);
    if (isMeasured && container) known.containers.add(container);
    if (!cluster) return;
    known.clusters.add(cluster);
    this.#clusters.all.add(cluster);
    this.#clusters.ofPods.add(cluster);
  }

  /** The cluster that a series is about; empty: there is one alone, or nobody says. */
  clusterOf({ namespace = '', pod, cluster = '' }: Labels): string {
    const known = pod === undefined ? undefined : this.#all.get(`${namespace}/${pod}`);
    if (known === undefined || known.clusters.size > 1) return cluster;
    return this.#clusters.ofPods.has(cluster) ? cluster : onlyOf(known.clusters);
  }

  /** The container that a series of a pod is about; empty: nobody says. */
  containerOf({ namespace = '', pod = '', container = '' }: Labels): string {
    return container || onlyOf(this.#all.get(`${namespace}/${pod}`)?.containers ?? new Set());
  }

  #ofName({ namespace = '', pod = '' }: Labels): PodsOfName {
    const key = `${namespace}/${pod}`;
    const known = this.#all.get(key) ?? { containers: new Set(), clusters: new Set() };
    this.#all.set(key, known);
    return known;
  }
}

function onlyOf(values: ReadonlySet<string>): string {
  const [first = ''] = values;
  return values.size === 1 ? first : '';
}
