import type { Labels } from '../../model/labels.ts';
import { isMemoryMetric, isSettingMetric } from '../reading-of-metrics.ts';
import type { Points } from './fetch-chunk.ts';
import { isCadvisor, isOfProcess } from './group-workloads.ts';
import { seriesKey } from './series-key.ts';

/** cAdvisor's count of OOM kills in a container. */
export const oomEvents = 'container_oom_events_total';

/** The source of all that it tells. */
export const kubeStateMetrics = 'kube-state-metrics';

/** What else a reading asks of a sample than its name and its value. */
const neededLabels = ['area', 'resource', 'reason', 'version', 'id', 'image'] as const;

/** One series of a process, and where it has been read up to. */
export type Strand = {
  readonly name: string;
  readonly labels: Labels;
  readonly key: number;
  /** Which exporter it comes from. */
  readonly source: string;
  /** Which container or address of that exporter. */
  readonly generation: string;
  /** `memory` makes a reading, `setting` holds for a while, `figure` belongs to its own time. */
  readonly kind: 'memory' | 'setting' | 'figure';
  /** What it says, whichever replica of its exporter or of Prometheus says it. */
  readonly alike: number;
  /** Whether readings take it: not where the best exporter has the same. */
  isUsed: boolean;
  /** Whether readings take another one that is alike. */
  hasTwin: boolean;
  lastMs: number;
  lastValue: number;
};

/** How far a strand's samples of one stretch have been read. */
export type Cursor = {
  readonly strand: Strand;
  readonly own: Points | undefined;
  at: number;
  readonly endMs: number;
};

/** Goes on to the last sample that is not after `atMs`. */
export function advance(cursor: Cursor, atMs: number): void {
  const { own, strand, endMs } = cursor;
  if (own === undefined) return;
  while (cursor.at < own.times.length) {
    const next = own.times[cursor.at] ?? 0;
    if (next > atMs || next >= endMs) return;
    strand.lastMs = next;
    strand.lastValue = own.values[cursor.at] ?? 0;
    cursor.at++;
  }
}

/** A series of which nothing has been read yet. */
export function strandOf(labels: Labels): Strand {
  const { __name__: name = '' } = labels;
  const [source, generation] = exporterOf(labels);
  const kind = isMemoryMetric(name) ? 'memory' : isSettingMetric(name) ? 'setting' : 'figure';
  const [key, what] = [seriesKey(labels), withoutReplica(labels)];
  return {
    ...{ name, labels: keptLabels(labels), key, source, generation, kind },
    ...{ alike: what === labels ? key : seriesKey(what), isUsed: true, hasTwin: false },
    ...{ lastMs: Number.NaN, lastValue: Number.NaN },
  };
}

/** Which exporter, and which container or address of it. */
function exporterOf(labels: Labels): readonly [source: string, generation: string] {
  const { __name__: name = '', job = '', instance = '', id = '', uid = '' } = labels;
  if (isCadvisor(name)) return [isOfKubelet(labels) ? 'kubelet' : 'cadvisor', id];
  // Each of its replicas says what the API server has: of which of the pods that had this name one by one.
  if (!isOfProcess(name)) return [kubeStateMetrics, uid];
  const [host = '', port = ''] = splitAddress(instance);
  return [`${job} ${port}`, host];
}

/**
 * The kubelet's `/metrics/resource` calls its figures as cAdvisor does, and knows pod and container alone
 * (https://kubernetes.io/docs/reference/instrumentation/metrics/, `container_memory_working_set_bytes`); its starts
 * have fractions of a second.
 */
function isOfKubelet({ id, image, name }: Labels): boolean {
  return !(id || image || name);
}

/** As Prometheus' operator, Thanos and its receivers call the one of several that says the same. */
const replicaLabels = ['replica', 'prometheus_replica', 'receive_replica'] as const;

/** Of Kubernetes' exporters, of whichever job and address: what a reading asks for; a program's page, but for its replica. */
function withoutReplica(labels: Labels): Labels {
  const { __name__: name = '' } = labels;
  if (isCadvisor(name) || !isOfProcess(name)) return { __name__: name, ...keptLabels(labels) };
  if (!replicaLabels.some((label) => label in labels)) return labels;
  const others = Object.entries(labels).filter(
    ([label]) => !replicaLabels.some((one) => one === label),
  );
  return Object.fromEntries(others);
}

const noLabels: Labels = {};

/** Few of a hundred thousand series have one. */
function keptLabels(labels: Labels): Labels {
  let kept: Record<string, string> | null = null;
  for (const name of neededLabels) {
    const value = labels[name];
    if (value === undefined) continue;
    kept ??= {};
    kept[name] = value;
  }
  return kept ?? noLabels;
}

/** One text for a container or an address of an exporter. */
export function generationKey({
  source,
  generation,
}: Pick<Strand, 'source' | 'generation'>): string {
  return `${source} ${generation}`;
}

function splitAddress(instance: string): readonly string[] {
  const [, host = instance, port = ''] = /^(.*):(\d+)$/.exec(instance) ?? [];
  return [host, port];
}
