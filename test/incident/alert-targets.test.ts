import { expect, test } from 'vitest';
import { AlertTargets } from '../../src/incident/alert-targets.ts';
import type { Labels } from '../../src/model/labels.ts';
import type { Target } from '../../src/model/target.ts';
import { target } from '../support/snapshots.ts';

function labelled(id: string, labels: Labels, workload = ''): Target {
  return { ...target(workload || (labels['job'] ?? ''), labels['instance'] ?? id), id, labels };
}

const shop = { namespace: 'shop', container: 'app', job: 'pods' };
const targets = [
  labelled('cart-1', { ...shop, pod: 'cart-1', instance: '10.0.0.1:8080' }, 'shop/cart/app'),
  labelled('cart-2', { ...shop, pod: 'cart-2', instance: '10.0.0.2:8080' }, 'shop/cart/app'),
  labelled('cart-1 elsewhere', { ...shop, namespace: 'test', pod: 'cart-1' }, 'test/cart/app'),
  labelled('cart-1 proxy', { ...shop, container: 'proxy', pod: 'cart-1' }, 'shop/cart/proxy'),
  labelled('api metrics', { job: 'api', instance: 'api:9090' }),
  labelled('api pprof', { job: 'api-pprof', instance: 'api:9090' }),
  labelled('exporter', { job: 'kube-state-metrics', instance: 'ksm:8080' }),
];

const cases: [name: string, labels: Labels, ids: string[]][] = [
  ['a pod in its namespace', { pod: 'cart-1', namespace: 'shop', container: 'app' }, ['cart-1']],
  [
    'a pod with several containers',
    { pod: 'cart-1', namespace: 'shop' },
    ['cart-1', 'cart-1 proxy'],
  ],
  [
    'a pod of which another exporter tells',
    { pod: 'cart-2', namespace: 'shop', job: 'kube-state-metrics', instance: 'ksm:8080' },
    ['cart-2'],
  ],
  ['a pod that is not watched', { pod: 'cart-9', namespace: 'shop', job: 'pods' }, []],
  ['an instance', { instance: '10.0.0.2:8080' }, ['cart-2']],
  ['an instance of a job', { instance: 'api:9090', job: 'api' }, ['api metrics']],
  [
    'an instance of a job that is called otherwise here',
    { instance: 'api:9090', job: 'x' },
    ['api metrics', 'api pprof'],
  ],
  ['an instance that is not watched', { instance: 'api:1', job: 'api' }, []],
  ['a workload', { workload: 'shop/cart/app' }, ['cart-1', 'cart-2']],
  ['a job', { job: 'api' }, ['api metrics']],
  ['a job and a container', { job: 'pods', container: 'proxy' }, ['cart-1 proxy']],
  ['nothing that targets have', { cluster: 'eu-1', severity: 'page' }, []],
  ['no labels', {}, []],
  ['empty labels', { pod: '', instance: '', job: '' }, []],
];

test.each(cases)('%s', (_name, labels, ids) => {
  expect(new AlertTargets(targets).of(labels).map(({ id }) => id)).toEqual(ids);
});

test('an alert on a large job means some of its targets', () => {
  const many = Array.from({ length: 500 }, (_, i) => labelled(`t${i}`, { job: 'big' }));
  expect(new AlertTargets(many).of({ job: 'big' })).toHaveLength(20);
});
