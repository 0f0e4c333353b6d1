import type { Labels } from '../../model/labels.ts';
import { workloadOfPod } from '../../model/workload-of-pod.ts';

/** One process or container as the server knows it: its series, from one or several exporters. */
export type QueriedProcess = {
  /** What the instance is called: `pod/container`, else its `instance`. */
  readonly name: string;
  readonly series: readonly Labels[];
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
 * (the program's own page, cAdvisor, kube-state-metrics) is joined by namespace, pod and container; what
 * has no pod by `job` and `instance`. cAdvisor's sums (pods, slices, the machine) and pause containers
 * are left out. `workloadLabels` null: namespace, workload and container in Kubernetes, else the job.
 */
export function groupWorkloads(
  found: readonly Labels[],
  workloadLabels: readonly string[] | null,
): QueriedWorkload[] {
  const series = found.filter((labels) => !isSumOrPause(labels));
  const containers = containersByPod(series);
  const processes = Map.groupBy(series, (labels) => processKey(labels, containers));
  const workloads = new Map<string, { labels: Labels; processes: QueriedProcess[] }>();
  for (const own of processes.values()) {
    if (!own.some(({ __name__: name = '' }) => isOfProcess(name))) continue;
    const labels = workloadOf(own, workloadLabels);
    const name = Object.values(labels).join('/');
    const known = workloads.get(name) ?? { labels, processes: [] };
    known.processes.push({ name: processName(own), series: own });
    workloads.set(name, known);
  }
  return [...workloads]
    .map(([name, workload]) => ({ name, ...workload }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
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

/** A program's own page often says which pod it is in and not which container. */
function containersByPod(series: readonly Labels[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { __name__: metric = '', namespace = '', pod, container } of series) {
    if (!isCadvisor(metric) || pod === undefined || !container) continue;
    const key = `${namespace}/${pod}`;
    found.set(key, (found.get(key) ?? new Set()).add(container));
  }
  return found;
}

function processKey(labels: Labels, containers: ReadonlyMap<string, ReadonlySet<string>>): string {
  const { __name__: metric = '', namespace = '', pod, container, job = '', instance = '' } = labels;
  if (pod !== undefined) {
    const all = containers.get(`${namespace}/${pod}`);
    const only = all?.size === 1 ? [...all][0] : undefined;
    return JSON.stringify(['pod', namespace, pod, container || only || '']);
  }
  if (isCadvisor(metric)) return JSON.stringify(['container', instance, labels['name'] ?? '']);
  return JSON.stringify(['process', job, instance]);
}

function processName(series: readonly Labels[]): string {
  const { pod, container } = widest(series, 'container');
  if (pod !== undefined) return [pod, container].filter(Boolean).join('/');
  const { __name__: metric = '', name, instance = '' } = series[0] ?? {};
  return isCadvisor(metric) && name ? [instance, name].filter(Boolean).join('/') : instance;
}

function workloadOf(series: readonly Labels[], names: readonly string[] | null): Labels {
  const inPod = series.some(({ pod }) => pod !== undefined);
  const wanted = names ?? (inPod ? ['namespace', 'workload', 'container'] : ['job']);
  const labels = Object.fromEntries(
    wanted.flatMap((name) => {
      const value = labelOf(series, name);
      return value === '' ? [] : [[name, value]];
    }),
  );
  if (Object.keys(labels).length > 0) return labels;
  const { job, name, instance = '' } = series[0] ?? {};
  if (name) return { name };
  return job ? { job } : { instance };
}

/** A label's value in the series of one process: what the program itself says before what others say of it. */
function labelOf(series: readonly Labels[], name: string): string {
  const given = widest(series, name)[name];
  if (given) return given;
  if (name !== 'workload') return '';
  const { pod } = widest(series, 'pod');
  return pod === undefined ? '' : workloadOfPod(pod);
}

function widest(series: readonly Labels[], name: string): Labels {
  const having = series.filter((labels) => labels[name]);
  const rank = ({ __name__: metric = '' }: Labels) =>
    isCadvisor(metric) ? 1 : isOfProcess(metric) ? 0 : 2;
  return having.toSorted((a, b) => rank(a) - rank(b))[0] ?? series[0] ?? {};
}
