import { describe, expect, test } from 'vitest';
import type { Labels } from '../../../src/model/labels.ts';
import { workloadOfPod } from '../../../src/model/workload-of-pod.ts';
import { groupWorkloads } from '../../../src/scrape/query/group-workloads.ts';

test.each([
  ['shop-5d8f9c7b64-x2v9k', 'shop'],
  ['shop-web-5d8f9c7b64-x2v9k', 'shop-web'],
  ['db-0', 'db'],
  ['agent-x2v9k', 'agent'],
  ['sweep-28345670-x2v9k', 'sweep'],
  ['standalone', 'standalone'],
  ['web-server', 'web-server'],
])('the pod %s is of %s', (pod, workload) => {
  expect(workloadOfPod(pod)).toBe(workload);
});

const pod = { namespace: 'shop', pod: 'cart-5d8f9c7b64-x2v9k' };
const cadvisor = (labels: Labels): Labels => ({
  __name__: 'container_memory_working_set_bytes',
  job: 'kubelet',
  instance: 'node-1:10250',
  ...labels,
});

/** Workload → the names of its instances, each with the number of its series. */
function grouped(series: readonly Labels[], labels: readonly string[] | null = null) {
  return Object.fromEntries(
    groupWorkloads(series, labels).map(({ name, processes }) => [
      name,
      processes.map((process) => `${process.name} ${process.series.length}`),
    ]),
  );
}

describe('groupWorkloads', () => {
  test('joins what the program, cAdvisor and kube-state-metrics say of one container', () => {
    const series = [
      { __name__: 'go_gc_heap_live_bytes', job: 'cart', instance: '10.0.0.1:8080', ...pod },
      cadvisor({ ...pod, container: 'app', id: '/a' }),
      cadvisor({ ...pod, container: 'app', id: '/b' }),
      {
        __name__: 'kube_pod_container_resource_limits',
        job: 'ksm',
        instance: 'ksm:8080',
        resource: 'memory',
        ...pod,
        container: 'app',
      },
    ];
    expect(grouped(series)).toEqual({ 'shop/cart/app': [`${pod.pod}/app 4`] });
  });

  test('leaves sums and pause containers out, and what only kube-state-metrics knows', () => {
    const series = [
      cadvisor({ ...pod, container: '', id: '/pod' }),
      cadvisor({ ...pod, container: 'POD', id: '/pause' }),
      cadvisor({ id: '/' }),
      cadvisor({ id: '/system.slice' }),
      { __name__: 'kube_pod_container_status_restarts_total', ...pod, container: 'gone' },
    ];
    expect(grouped(series)).toEqual({});
  });

  test('without Kubernetes: by job and instance, and by the name of a Docker container', () => {
    const rss = { __name__: 'process_resident_memory_bytes', job: 'api' };
    const series = [
      { ...rss, instance: 'a:80' },
      { ...rss, instance: 'b:80' },
      cadvisor({ id: '/docker/1', name: 'redis', job: 'cadvisor' }),
    ];
    expect(grouped(series)).toEqual({
      api: ['a:80 1', 'b:80 1'],
      cadvisor: ['node-1:10250/redis 1'],
    });
  });

  test('by the labels that are asked for; pods that replace each other are one workload', () => {
    const other = { namespace: 'shop', pod: 'cart-6c9d5f7b88-zz4tk' };
    const series = [
      cadvisor({ ...pod, container: 'app' }),
      cadvisor({ ...other, container: 'app' }),
      cadvisor({ ...other, container: 'proxy' }),
    ];
    const app = [`${pod.pod}/app 1`, `${other.pod}/app 1`];
    expect(grouped(series)['shop/cart/app']).toEqual(app);
    expect(grouped(series, ['namespace'])).toEqual({ shop: [...app, `${other.pod}/proxy 1`] });
    expect(Object.keys(grouped(series, ['team']))).toEqual(['kubelet']);
  });
});
