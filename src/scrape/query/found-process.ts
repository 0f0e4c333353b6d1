import type { FoundProcess } from '../../model/feed.ts';
import type { Labels } from '../../model/labels.ts';
import {
  isCadvisor,
  isOfProcess,
  type QueriedProcess,
  type QueriedWorkload,
} from './group-workloads.ts';
import type { PodOwners } from './pod-owners.ts';

/** Where something runs, in the words of Kubernetes' exporters. */
const places = ['cluster', 'namespace', 'pod', 'container', 'node'] as const;

/** What the series of a process say of where it is and where it can be reached; the first of them counts. */
export function foundProcess(
  { name, series }: QueriedProcess,
  workload: QueriedWorkload,
  owners: PodOwners,
): FoundProcess {
  // The program's own page first: the labels of others are about the exporter too.
  const own = series.filter(
    ({ __name__: metric = '' }) => isOfProcess(metric) && !isCadvisor(metric),
  );
  const labels: Record<string, string> = {};
  for (const label of places) {
    const value = [...own, ...series].find((one) => one[label])?.[label];
    if (value) labels[label] = value;
  }
  const [first] = own;
  if (first?.['job']) labels['job'] = first['job'];
  const { cluster, namespace = '', pod = '' } = labels;
  const uid = series.find((one) => one['uid'])?.['uid'];
  const place = owners.placeOf({ cluster, namespace, pod, uid });
  if (place.node !== undefined) labels['node'] ??= place.node;
  return {
    name,
    workload: workload.name,
    labels: { ...labels, ...workload.labels } satisfies Labels,
    address: first?.['instance'] || (place.ip ?? null),
  };
}
