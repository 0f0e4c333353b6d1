// node fleet-server.ts CONTAINERS METRICS: a server that answers as Prometheus would of a fleet whose samples are
// computed, each answer written as it is made. One container in a hundred leaks. Prints its port.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const containers = Number(process.argv[2]);
const metrics = (process.argv[3] ?? '').split(',');
const replicas = 4;

const podOf = (i: number) => {
  const workload = Math.floor(i / replicas);
  return `service-${workload}-7d9c8b6f5d-${suffix(i)}`;
};

/** Five characters of those that Kubernetes makes names of. */
function suffix(i: number): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  let text = '';
  for (let rest = i + 14_348_907, n = 0; n < 5; n++, rest = Math.floor(rest / 27)) {
    text += letters[rest % 27];
  }
  return text;
}

const places = new Map(Array.from({ length: containers }, (_, i) => [podOf(i), i]));

function labelsOf(name: string, i: number): Record<string, string> {
  const common = {
    namespace: `team-${Math.floor(i / replicas) % 50}`,
    pod: podOf(i),
    container: 'app',
  };
  if (name.startsWith('kube_')) {
    const own =
      name === 'kube_pod_container_resource_limits' ? { resource: 'memory', unit: 'byte' } : {};
    return {
      __name__: name,
      ...common,
      ...own,
      instance: '10.1.0.9:8080',
      job: 'kube-state-metrics',
      uid: `${i}-4f6e-4f7b`,
    };
  }
  return {
    __name__: name,
    ...common,
    endpoint: 'https-metrics',
    id: `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${i}.slice/cri-containerd-${i.toString(16).padStart(64, 'a')}.scope`,
    image: 'registry.example.com/team/service:1.42.0',
    instance: `10.0.${i % 200}.1:10250`,
    job: 'kubelet',
    metrics_path: '/metrics/cadvisor',
    name: i.toString(16).padStart(64, 'b'),
    node: `node-${i % 1000}`,
    service: 'kubelet',
  };
}

const mib = 2 ** 20;

function sampleOf(name: string, i: number, seconds: number, over: string): number {
  switch (name) {
    case 'container_memory_working_set_bytes': {
      const wave = Math.sin(seconds / 13_000 + i) + 0.3 * Math.sin(seconds / 701 + 7 * i);
      const leak = i % 100 === 0 ? ((seconds % 864_000) / 864_000) * 200 : 0;
      return Math.round((150 + 8 * wave + leak + (over === 'max' ? 12 : 0)) * mib);
    }
    case 'container_start_time_seconds':
      return 1.7e9 + i;
    case 'container_spec_memory_limit_bytes':
    case 'kube_pod_container_resource_limits':
      return 512 * mib;
    default:
      return 0;
  }
}

async function rows(response: ServerResponse, all: Iterable<string>): Promise<void> {
  let text = '';
  let first = true;
  for (const row of all) {
    text += first ? row : `,${row}`;
    first = false;
    if (text.length < 65_536) continue;
    if (!response.write(text)) await once(response, 'drain');
    text = '';
  }
  response.write(text);
}

function* series(names: RegExp): Iterable<string> {
  for (const name of metrics) {
    if (!names.test(name)) continue;
    for (let i = 0; i < containers; i++) yield JSON.stringify(labelsOf(name, i));
  }
}

function* matrix(params: URLSearchParams): Iterable<string> {
  const query = params.get('query') ?? '';
  const names = namesOf(query);
  const [, pods = ''] = /pod=~?"([^"]*)"/.exec(query) ?? [];
  const over = /(min|max|last)_over_time/.exec(query)?.[1] ?? 'last';
  const times = timesOf(params);
  for (const name of metrics.filter((one) => names.test(one))) {
    for (const pod of pods.split('|')) {
      const i = places.get(pod);
      if (i !== undefined) yield rowOf(name, i, over, times);
    }
  }
}

function rowOf(name: string, i: number, over: string, times: readonly number[]): string {
  const { __name__: _, ...others } = labelsOf(name, i);
  const metric = JSON.stringify(over === 'last' ? { __name__: name, ...others } : others);
  const values = times.map((at) => `[${at},"${sampleOf(name, i, at, over)}"]`);
  return `{"metric":${metric},"values":[${values.join(',')}]}`;
}

function timesOf(params: URLSearchParams): number[] {
  const [start = 0, end = 0, step = 1] = ['start', 'end', 'step'].map((name) =>
    Number(params.get(name)),
  );
  return Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => start + i * step);
}

function namesOf(query: string): RegExp {
  return new RegExp(`^(?:${/__name__=~?"([^"]*)"/.exec(query)?.[1] ?? 'none'})$`);
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const params = new URLSearchParams(body);
  response.sendDate = false;
  if (request.url?.endsWith('/series')) {
    response.write('{"status":"success","data":[');
    await rows(response, series(namesOf(params.get('match[]') ?? '')));
    response.end(']}');
    return;
  }
  response.write('{"status":"success","data":{"resultType":"matrix","result":[');
  await rows(response, matrix(params));
  response.end(']}}');
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
