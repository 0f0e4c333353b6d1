import type { Labels } from '../../model/labels.ts';
import { isCadvisor, type QueriedProcess, type QueriedWorkload } from './group-workloads.ts';
import { pauseAfter } from './pause-after.ts';
import type { PodOwners } from './pod-owners.ts';
import { askServer, type QueryAnswer, type QueryServer } from './query-server.ts';

/** The memory of machines in bytes, by the name of the node and by the address that measures it. */
export type MachineSizes = ReadonlyMap<string, number>;

const query = 'machine_memory_bytes or kube_node_status_allocatable{resource="memory"}';

type SizesAnswer = { readonly sizes: MachineSizes; readonly answer: QueryAnswer };

/**
 * How much memory the machines have, as cAdvisor and kube-state-metrics tell, at a time or, null, now. Where nobody
 * does, nothing is known, which is no failure.
 */
export async function machineSizes(server: QueryServer, atMs: number | null): Promise<SizesAnswer> {
  const first = await ask(server, atMs);
  if (first.answer.ok || first.answer.next !== 'later') return first;
  // It opens a round: the server may have closed a connection that nobody used since the one before.
  await pauseAfter(1, first.answer.waitMs, server.signal);
  return ask(server, atMs);
}

async function ask(server: QueryServer, atMs: number | null): Promise<SizesAnswer> {
  const sizes = new Map<string, number>();
  const params = new URLSearchParams({ query });
  if (atMs !== null) params.set('time', String(atMs / 1000));
  const answer = await askServer(server, 'query', params, (row) => {
    const { metric, value } = row as { metric?: Labels; value?: readonly [number, string] };
    const bytes = Number(value?.[1]);
    if (metric === undefined || !(bytes > 0)) return;
    for (const key of [metric['node'], metric['instance']]) {
      // What a node may give to pods is less than what it has, and the least that a limit can equal.
      if (key !== undefined) sizes.set(key, Math.min(bytes, sizes.get(key) ?? bytes));
    }
  });
  return { sizes, answer };
}

/** What to say where nobody was asked in vain, but refused. */
export function unknownMachines(reason: string): string {
  return `how much memory the machines have is not known, so a limit of that size counts as one: ${reason}`;
}

/** The workloads with what is known of the machines that their processes run on. */
export function withMachines(
  workloads: readonly QueriedWorkload[],
  sizes: MachineSizes,
  owners: PodOwners,
): QueriedWorkload[] {
  if (sizes.size === 0) return [...workloads];
  return workloads.map((workload) => ({
    ...workload,
    processes: workload.processes.map((process) => withMachine(process, sizes, owners)),
  }));
}

function withMachine(
  process: QueriedProcess,
  sizes: MachineSizes,
  owners: PodOwners,
): QueriedProcess {
  for (const labels of process.series) {
    const { __name__: name = '', cluster, namespace = '', pod = '', node, instance } = labels;
    const placed = node ?? owners.placeOf({ cluster, namespace, pod }).node;
    const at = placed ?? (isCadvisor(name) ? instance : '');
    const machineBytes = sizes.get(at ?? '');
    if (machineBytes !== undefined) return { ...process, machineBytes };
  }
  return process;
}
