import type { Labels } from '../../model/labels.ts';
import { type ClusterNames, noClusters, PodNames } from './pod-names.ts';
import { type PodName, PodOwners } from './pod-owners.ts';

/** One process or container as the server knows it: its series, from one or several exporters. */
export type QueriedProcess = {
  /** What the instance is called: `pod/container`, else its `instance`. */
  readonly name: string;
  readonly series: readonly Labels[];
  /** The memory of the machine that it runs on, where known: a limit of that size is none. */
  readonly machineBytes?: number;
};

/** All processes of one workload. */
export type QueriedWorkload = {
  readonly name: string;
  /** The labels that its name was made of. */
  readonly labels: Labels;
  readonly processes: readonly QueriedProcess[];
};

/**
 * Series → the workloads that they belong to, by name. What several exporters say of one container
 * (the program's own page, cAdvisor, kube-state-metrics) is joined by cluster, namespace, pod and container;
 * what has no pod by cluster, `job` and `instance`. cAdvisor's sums (pods, slices, the machine) and pause
 * containers are left out. `clusters`: those of earlier rounds, which this one adds to. `workloadLabels` null:
 * namespace, workload and container in Kubernetes, else the job.
 */
export function groupWorkloads(
  found: readonly Labels[],
  workloadLabels: readonly string[] | null,
  owners: PodOwners = new PodOwners([]),
  clusters: ClusterNames = noClusters(),
): QueriedWorkload[] {
  const series = found.filter((labels) => !isSumOrPause(labels));
  const pods = new PodNames(series, clusters);
  const processes = Map.groupBy(series, (labels) => processKey(labels, pods));
  // As long as there are two clusters, not two pods of one name: one is called the same while the other is away.
  const namesCluster = pods.clusters > 1 && !workloadLabels?.includes('cluster');
  const workloads = new Map<string, { labels: Labels; processes: QueriedProcess[] }>();
  for (const own of processes.values()) {
    if (!own.some(({ __name__: name = '' }) => isOfProcess(name))) continue;
    const cluster = pods.clusterOf(own[0] ?? {});
    const labels = workloadOf(own, workloadLabels, (pod) => owners.workloadOf({ ...pod, cluster }));
    const name = Object.values(labels).join('/');
    const known = workloads.get(name) ?? { labels, processes: [] };
    const process = processName(own);
    known.processes.push({
      name: namesCluster && cluster !== '' ? `${cluster}/${process}` : process,
      series: own,
    });
    workloads.set(name, known);
  }
  return [...workloads]
    .map(([name, { labels, processes }]) => ({ name, labels, processes: toldApart(processes) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** `db-0` of two namespaces in one workload are two instances: with what differs before their name. */
function toldApart(processes: readonly QueriedProcess[]): readonly QueriedProcess[] {
  const times = new Map<string, number>();
  for (const { name } of processes) times.set(name, (times.get(name) ?? 0) + 1);
  if (times.size === processes.length) return processes;
  return processes.map((process) => {
    if (times.get(process.name) === 1) return process;
    const { namespace, job = '' } = widest(process.series, 'namespace');
    return { ...process, name: `${namespace ?? job}/${process.name}` };
  });
}

/** Whether a metric is measured at a process, rather than told about it by kube-state-metrics. */
export function isOfProcess(name: string): boolean {
  return !name.startsWith('kube_');
}

/** Whether cAdvisor measured it. */
export function isCadvisor(name: string): boolean {
  return name.startsWith('container_');
}

/** cAdvisor counts every cgroup: those without a container are sums over others, POD holds only a pause. */
function isSumOrPause(labels: Labels): boolean {
  const { __name__: metric = '', pod, container, name } = labels;
  if (!isCadvisor(metric)) return false;
  if (container === 'POD') return true;
  if (pod !== undefined || labels['namespace'] !== undefined) return !container;
  // Docker without Kubernetes: containers have a name, slices and the root have none.
  return !name && !container;
}

function processKey(labels: Labels, pods: PodNames): string {
  const { __name__: metric = '', namespace = '', pod, job = '', instance = '' } = labels;
  const cluster = pods.clusterOf(labels);
  if (pod !== undefined) {
    return JSON.stringify(['pod', cluster, namespace, pod, pods.containerOf(labels)]);
  }
  if (isCadvisor(metric)) {
    return JSON.stringify(['container', cluster, instance, labels['name'] ?? '']);
  }
  return JSON.stringify(['process', cluster, job, instance]);
}

function processName(series: readonly Labels[]): string {
  const { pod, container } = widest(series, 'container');
  if (pod !== undefined) return [pod, container].filter(Boolean).join('/');
  const { __name__: metric = '', name, instance = '' } = series[0] ?? {};
  return isCadvisor(metric) && name ? [instance, name].filter(Boolean).join('/') : instance;
}

type OwnerOf = (pod: PodName) => string;

function workloadOf(
  series: readonly Labels[],
  names: readonly string[] | null,
  ownerOf: OwnerOf,
): Labels {
  const inPod = series.some(({ pod }) => pod !== undefined);
  const wanted = names ?? (inPod ? ['namespace', 'workload', 'container'] : ['job']);
  const labels = Object.fromEntries(
    wanted.flatMap((name) => {
      const value = labelOf(series, name, ownerOf);
      return value === '' ? [] : [[name, value]];
    }),
  );
  if (Object.keys(labels).length > 0) return labels;
  const { job, name, instance = '' } = series[0] ?? {};
  if (name) return { name };
  return job ? { job } : { instance };
}

/** A label's value in the series of one process: what the program itself says before what others say of it. */
function labelOf(series: readonly Labels[], name: string, ownerOf: OwnerOf): string {
  const given = widest(series, name)[name];
  if (given) return given;
  if (name !== 'workload') return '';
  const { namespace = '', pod } = widest(series, 'pod');
  return pod === undefined ? '' : ownerOf({ namespace, pod });
}

function widest(series: readonly Labels[], name: string): Labels {
  const having = series.filter((labels) => labels[name]);
  const rank = ({ __name__: metric = '' }: Labels) =>
    isCadvisor(metric) ? 1 : isOfProcess(metric) ? 0 : 2;
  return having.toSorted((a, b) => rank(a) - rank(b))[0] ?? series[0] ?? {};
}
