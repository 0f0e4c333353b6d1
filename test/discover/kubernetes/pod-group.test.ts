import { describe, expect, test } from 'vitest';
import { parseQuantity } from '../../../src/discover/kubernetes/parse-quantity.ts';
import { podSchema } from '../../../src/discover/kubernetes/pod.ts';
import { podGroup } from '../../../src/discover/kubernetes/pod-group.ts';

const pod = {
  metadata: {
    name: 'cart-1',
    namespace: 'shop',
    uid: 'u1',
    resourceVersion: '7',
    labels: { app: 'cart', 'app.kubernetes.io/name': 'cart' },
    annotations: { 'profiles.grafana.com/memory.scrape': 'true' },
    ownerReferences: [
      { kind: 'Other', name: 'no' },
      { kind: 'ReplicaSet', name: 'cart-5d8f', controller: true },
    ],
  },
  spec: {
    nodeName: 'node-1',
    containers: [
      {
        name: 'app',
        image: 'cart:1',
        ports: [
          { name: 'http', containerPort: 80, protocol: 'TCP' },
          { containerPort: 6060, protocol: 'TCP' },
        ],
        resources: { limits: { memory: '512Mi', cpu: 1 } },
      },
      { name: 'proxy', image: 'proxy:2' },
    ],
    initContainers: [
      {
        name: 'agent',
        image: 'agent:3',
        restartPolicy: 'Always',
        ports: [{ containerPort: 9412 }],
      },
    ],
  },
  status: {
    phase: 'Running',
    podIP: '10.0.0.1',
    hostIP: '192.168.0.1',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [{ name: 'app', containerID: 'containerd://a' }],
    initContainerStatuses: [{ name: 'agent', containerID: 'containerd://i' }],
  },
};

function groupOf(over: { status?: object; metadata?: object } = {}) {
  return podGroup(
    podSchema.parse({
      ...pod,
      metadata: { ...pod.metadata, ...over.metadata },
      status: { ...pod.status, ...over.status },
    }),
  );
}

/** Without the prefix that all have, and without what is empty. */
function short(labels: Readonly<Record<string, string>> | undefined) {
  const entries = Object.entries(labels ?? {}).filter(([, value]) => value !== '');
  return Object.fromEntries(
    entries.map(([name, value]) => [name.replace('__meta_kubernetes_', ''), value]),
  );
}

describe('the targets of a pod', () => {
  test('are its ports, then a container without one, then those of init containers', () => {
    expect(groupOf().targets.map(short)).toEqual([
      {
        __address__: '10.0.0.1:80',
        __meta_sawtooth_memory_limit: '536870912',
        pod_container_name: 'app',
        pod_container_id: 'containerd://a',
        pod_container_image: 'cart:1',
        pod_container_init: 'false',
        pod_container_port_name: 'http',
        pod_container_port_number: '80',
        pod_container_port_protocol: 'TCP',
      },
      {
        __address__: '10.0.0.1:6060',
        __meta_sawtooth_memory_limit: '536870912',
        pod_container_name: 'app',
        pod_container_id: 'containerd://a',
        pod_container_image: 'cart:1',
        pod_container_init: 'false',
        pod_container_port_number: '6060',
        pod_container_port_protocol: 'TCP',
      },
      {
        __address__: '10.0.0.1',
        pod_container_name: 'proxy',
        pod_container_image: 'proxy:2',
        pod_container_init: 'false',
      },
      {
        __address__: '10.0.0.1:9412',
        pod_container_name: 'agent',
        pod_container_id: 'containerd://i',
        pod_container_image: 'agent:3',
        pod_container_init: 'true',
        pod_container_port_number: '9412',
      },
    ]);
  });

  test('share what is said of the pod', () => {
    expect(short(groupOf().labels)).toEqual({
      namespace: 'shop',
      pod_name: 'cart-1',
      pod_ip: '10.0.0.1',
      pod_ready: 'true',
      pod_phase: 'Running',
      pod_node_name: 'node-1',
      pod_host_ip: '192.168.0.1',
      pod_uid: 'u1',
      pod_controller_kind: 'ReplicaSet',
      pod_controller_name: 'cart-5d8f',
      pod_label_app: 'cart',
      pod_labelpresent_app: 'true',
      pod_label_app_kubernetes_io_name: 'cart',
      pod_labelpresent_app_kubernetes_io_name: 'true',
      pod_annotation_profiles_grafana_com_memory_scrape: 'true',
      pod_annotationpresent_profiles_grafana_com_memory_scrape: 'true',
    });
  });

  test('IPv6, no readiness yet, no address yet', () => {
    expect(groupOf({ status: { podIP: 'fd00::1' } }).targets[0]?.['__address__']).toBe(
      '[fd00::1]:80',
    );
    expect(groupOf({ status: { conditions: null } }).labels['__meta_kubernetes_pod_ready']).toBe(
      'unknown',
    );
    expect(groupOf({ status: { podIP: '' } })).toEqual({
      source: 'pod/shop/cart-1',
      labels: {},
      targets: [],
    });
  });
});

describe('how the life before of a container ended', () => {
  const at = (text: string) => Date.parse(text);
  const killed = { reason: 'OOMKilled', exitCode: 137, finishedAt: '2026-11-26T10:00:00Z' };
  const running = { running: { startedAt: '2026-11-26T10:00:20Z' } };
  const oom = { reason: 'OOMKilled', exitCode: 137, finishedAtMs: at('2026-11-26T10:00:00Z') };

  test.each<[string, object, object | undefined]>([
    ['its first life runs', { state: running, lastState: {} }, undefined],
    [
      'it was started again',
      { state: running, lastState: { terminated: killed } },
      { ...oom, nextStartAtMs: at('2026-11-26T10:00:20Z') },
    ],
    [
      'it waits for its next start',
      { state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: killed } },
      { ...oom, nextStartAtMs: null },
    ],
    [
      'it has ended just now, and an earlier end is known',
      {
        state: { terminated: killed },
        lastState: {
          terminated: { ...killed, reason: 'Error', finishedAt: '2026-11-26T09:00:00Z' },
        },
      },
      { ...oom, nextStartAtMs: null },
    ],
    [
      'the runtime does not know when',
      { lastState: { terminated: { ...killed, finishedAt: null } } },
      undefined,
    ],
    [
      'the zero time of the runtime is no time',
      { lastState: { terminated: { ...killed, finishedAt: '0001-01-01T00:00:00Z' } } },
      undefined,
    ],
    ['what cannot be read loses no pod', { state: 7, lastState: { terminated: 'yes' } }, undefined],
  ])('%s', (_, state, expected) => {
    const { ends, targets } = groupOf({
      status: { containerStatuses: [{ name: 'app', ...state }] },
    });
    expect(ends?.get('app')).toEqual(expected);
    expect(targets).toHaveLength(4);
  });

  test('an init container that stays has ends of its own', () => {
    const initContainerStatuses = [{ name: 'agent', lastState: { terminated: killed } }];
    const { ends } = groupOf({ status: { initContainerStatuses } });
    expect([...(ends?.keys() ?? [])]).toEqual(['agent']);
  });
});

test.each([
  ['512Mi', 536870912],
  ['1Gi', 2 ** 30],
  ['500M', 5e8],
  ['128974848', 128974848],
  ['1e9', 1e9],
  ['12E2', 1200],
  ['2E', 2e18],
  ['0.5Gi', 2 ** 29],
  ['.5k', 500],
  ['1500m', 2],
  ['', null],
  ['512MiB', null],
  ['-1Gi', null],
])('%s is %s bytes', (text, expected) => {
  expect(parseQuantity(text)).toBe(expected);
});
