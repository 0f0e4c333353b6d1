import type { Labels } from '../../model/labels.ts';
import type { TargetGroup } from '../target-group.ts';
import { containerEnds } from './container-ends.ts';
import { parseQuantity } from './parse-quantity.ts';
import { type Container, type Pod, podKey } from './pod.ts';

const meta = '__meta_kubernetes_';

/**
 * The targets of a pod, as Prometheus makes them (discovery/kubernetes/pod.go, buildPod): one for each port
 * of each container, one with the pod's address alone for a container that declares none; init
 * containers, native sidecars among them, come last. A pod without an address has none. Beside
 * Prometheus' labels `__meta_sawtooth_memory_limit` has the limit of the container, in bytes.
 */
export function podGroup(pod: Pod): TargetGroup {
  const source = `pod/${podKey(pod)}`;
  const ip = pod.status.podIP ?? '';
  if (ip === '') return { source, labels: {}, targets: [] };
  const { containers, initContainers } = pod.spec;
  const targets = [
    ...containers.flatMap((one) => containerTargets(pod, one, false)),
    ...(initContainers ?? []).flatMap((one) => containerTargets(pod, one, true)),
  ];
  return { source, labels: podLabels(pod), targets, ends: containerEnds(pod) };
}

function containerTargets(pod: Pod, container: Container, isInit: boolean): Labels[] {
  const ip = pod.status.podIP ?? '';
  const statuses = isInit ? pod.status.initContainerStatuses : pod.status.containerStatuses;
  const status = statuses?.find(({ name }) => name === container.name);
  const limit = parseQuantity(String(container.resources?.limits?.['memory'] ?? ''));
  const labels = {
    [`${meta}pod_container_name`]: container.name,
    [`${meta}pod_container_id`]: status?.containerID ?? '',
    [`${meta}pod_container_image`]: container.image ?? '',
    [`${meta}pod_container_init`]: String(isInit),
    ...(limit === null ? {} : { __meta_sawtooth_memory_limit: String(limit) }),
  };
  const ports = container.ports ?? [];
  if (ports.length === 0) return [{ ...labels, __address__: ip }];
  return ports.map(({ name = '', containerPort, protocol = '' }) => ({
    ...labels,
    __address__: `${ip.includes(':') ? `[${ip}]` : ip}:${containerPort}`,
    [`${meta}pod_container_port_number`]: String(containerPort),
    [`${meta}pod_container_port_name`]: name,
    [`${meta}pod_container_port_protocol`]: protocol,
  }));
}

function podLabels({ metadata, spec, status }: Pod): Labels {
  const ready = status.conditions?.find(({ type }) => type === 'Ready')?.status ?? 'Unknown';
  const controller = metadata.ownerReferences?.find((owner) => owner.controller === true);
  return {
    [`${meta}namespace`]: metadata.namespace,
    [`${meta}pod_name`]: metadata.name,
    [`${meta}pod_ip`]: status.podIP ?? '',
    [`${meta}pod_ready`]: ready.toLowerCase(),
    [`${meta}pod_phase`]: status.phase ?? '',
    [`${meta}pod_node_name`]: spec.nodeName ?? '',
    [`${meta}pod_host_ip`]: status.hostIP ?? '',
    [`${meta}pod_uid`]: metadata.uid,
    [`${meta}pod_controller_kind`]: controller?.kind ?? '',
    [`${meta}pod_controller_name`]: controller?.name ?? '',
    ...written('label', metadata.labels ?? {}),
    ...written('annotation', metadata.annotations ?? {}),
  };
}

/** `app.kubernetes.io/name` → `…_label_app_kubernetes_io_name`, and that it is there. */
function written(what: 'label' | 'annotation', texts: Labels): Labels {
  const labels: Record<string, string> = {};
  for (const [name, value] of Object.entries(texts)) {
    const sanitized = name.replaceAll(/[^a-zA-Z0-9_]/g, '_');
    labels[`${meta}pod_${what}_${sanitized}`] = value;
    labels[`${meta}pod_${what}present_${sanitized}`] = 'true';
  }
  return labels;
}
