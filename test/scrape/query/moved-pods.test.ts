import { describe, expect, test } from 'vitest';
import type { QueryConfig } from '../../../src/model/config.ts';
import type { Labels } from '../../../src/model/labels.ts';
import { FakePrometheus, type StoredSeries } from '../../support/fake-prometheus.ts';
import { cadvisor, fed, kube, series, startMs, workingSet } from '../../support/fed.ts';
import { minuteMs, queryConfig, watchFleet } from '../../support/fleet.ts';

const over: Partial<QueryConfig> = {
  profiles: {
    ...{ address: '{{host}}:6060', path: '/debug/pprof', gc: false, minIntervalMs: 1 },
    kinds: ['heap'],
  },
};
const db = { namespace: 'shop', pod: 'db-0', container: 'app' };
/** `db-0` was made anew at minute 21, on another node. */
const [isBefore, isAfter] = [(minute: number) => minute < 21, (minute: number) => minute >= 21];
const during = (is: (minute: number) => boolean, labels: Labels): StoredSeries =>
  series(labels, (minute) => (is(minute) ? 1000 + minute : null));
const page = (is: (minute: number) => boolean, host: string) =>
  during(is, {
    ...{ __name__: 'process_resident_memory_bytes', job: 'db', instance: `${host}:8080`, ...db },
  });
const told = (is: (minute: number) => boolean, name: string, labels: Labels) =>
  during(is, { __name__: name, job: 'ksm', instance: 'ksm:80', ...labels });
const container = (is: (minute: number) => boolean, uid: string, ip: string) => [
  during(is, { ...cadvisor, ...db, __name__: 'container_memory_working_set_bytes', id: `/${uid}` }),
  told(is, 'kube_pod_container_status_restarts_total', { ...db, uid }),
  told(is, 'kube_pod_info', { namespace: 'shop', pod: 'db-0', uid, pod_ip: ip, node: 'n1' }),
];
const fleets: Readonly<Record<string, readonly StoredSeries[]>> = {
  'its own page': [page(isBefore, '10.1.0.7'), page(isAfter, '10.1.0.9')],
  'its own page, the newer series first': [page(isAfter, '10.1.0.9'), page(isBefore, '10.1.0.7')],
  'kube-state-metrics': [
    ...container(isBefore, 'u1', '10.1.0.7'),
    ...container(isAfter, 'u2', '10.1.0.9'),
  ],
  'kube-state-metrics, the newer series first': [
    ...container(isAfter, 'u2', '10.1.0.9'),
    ...container(isBefore, 'u1', '10.1.0.7'),
  ],
};
const url = (host: string) => `http://${host}:6060/debug/pprof`;

describe.each(Object.entries(fleets))('where a pod is, by %s', (_, fleet) => {
  test('its profiles come from where it moved to, once it is heard from there', async () => {
    const { round, readings } = await fed(fleet, over);
    const now = async (minute: number) => {
      await round(minute);
      return readings().at(-1)?.target;
    };
    const before = await now(10);
    expect(before?.profiles?.url).toBe(url('10.1.0.7'));
    expect((await now(20))?.profiles?.url).toBe(url('10.1.0.7'));
    const after = await now(22);
    expect(after?.profiles?.url).toBe(url('10.1.0.9'));
    expect(after?.id).toBe(before?.id);
    expect((await now(40))?.profiles?.url).toBe(url('10.1.0.9'));
  });

  test('a process that starts later knows it from its first round on', async () => {
    const { round, readings } = await fed(fleet, over);
    await round(30);
    expect(readings().at(-1)?.target.profiles?.url).toBe(url('10.1.0.9'));
  });

  test('the engine asks there', async () => {
    const server = new FakePrometheus(fleet);
    const fromMs = startMs + 10 * minuteMs + 30_000;
    const config = queryConfig(await server.listen(), over);
    const { engine } = await watchFleet(server, config, {
      fromMs,
      untilMs: fromMs + 15 * minuteMs,
    });
    server.close();
    const urls = engine.snapshot().targets.map(({ target }) => target.profiles?.url);
    expect(urls).toEqual([url('10.1.0.9')]);
  });
});

test('an address that is told only later is found then', async () => {
  const late = kube('kube_pod_info', { ...db, pod_ip: '10.1.0.8' }, 1);
  const { server, round, readings } = await fed([workingSet({ ...cadvisor, ...db })], over);
  await round(1);
  expect(readings().at(-1)?.target.profiles).toBeNull();
  const restarts = kube('kube_pod_container_status_restarts_total', { ...db, uid: 'u1' }, 0);
  server.series = [...server.series, late, restarts];
  await round(2);
  expect(readings().at(-1)?.target.profiles?.url).toBe(url('10.1.0.8'));
});

test('the profiles come from the exporter that makes the readings, whoever else was scraped then', async () => {
  const proxy = series(
    { __name__: 'envoy_build_info', job: 'mesh', instance: '10.9.9.9:15090', ...db },
    () => 1,
  );
  const { round, readings } = await fed(
    [proxy, page(isBefore, '10.1.0.7'), page(isAfter, '10.1.0.9')],
    over,
  );
  for (const minute of [10, 30]) await round(minute);
  expect(readings().at(-1)?.target.profiles?.url).toBe(url('10.1.0.9'));
});
