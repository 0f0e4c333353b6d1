import { expect, test } from 'vitest';
import type { Labels } from '../../../src/model/labels.ts';
import { cadvisor, fed, kube, minuteOf, series, workingSet } from '../../support/fed.ts';

const db = { namespace: 'shop', pod: 'db-0', container: 'app' };
/** A pod of the same name in each cluster: which a Thanos or a Mimir tells by a label of all series. */
const inCluster = (cluster: string, bytes: number) => {
  const own: Labels = { ...cadvisor, ...db, cluster, id: `/${cluster}` };
  return [
    workingSet(own, () => bytes),
    kube('kube_pod_owner', {
      ...db,
      cluster,
      owner_kind: 'StatefulSet',
      owner_name: `db-${cluster}`,
    }),
    kube('kube_pod_container_resource_limits', { ...db, cluster, resource: 'memory' }, 10 * bytes),
  ];
};
const both = [...inCluster('eu', 1000), ...inCluster('us', 2000)];

test('pods of one name in two clusters are two processes, each with what is said of it', async () => {
  const { round, readings } = await fed(both);
  await round(1);
  const told = readings().map(({ target, reading }) => [
    target.workload,
    target.labels['instance'],
    reading.figures.workingSet,
    reading.limitBytes,
  ]);
  expect(new Set(told.map((one) => JSON.stringify(one)))).toEqual(
    new Set([
      JSON.stringify(['shop/db-eu/app', 'eu/db-0/app', 1000, 10_000]),
      JSON.stringify(['shop/db-us/app', 'us/db-0/app', 2000, 20_000]),
    ]),
  );
});

test('an instance keeps its name while its twin is away, and has none but its own where the cluster is in the workload', async () => {
  const names = async (all: typeof both, workloadLabels: readonly string[] | null) => {
    const { round, readings } = await fed(all, { workloadLabels });
    await round(1);
    return [...new Set(readings().map(({ target }) => target.id + target.labels['instance']))];
  };
  const other = workingSet({ ...cadvisor, cluster: 'us', pod: 'cart-5d8f9c7b64-b7c2d' });
  const [eu] = await names([...inCluster('eu', 1000), other], ['namespace', 'container']);
  expect(await names(both, ['namespace', 'container'])).toContain(eu);
  expect(eu).toContain('eu/db-0/app');
  const [own] = await names(both, ['cluster', 'namespace', 'container']);
  expect(own?.endsWith('db-0/app') && !own.endsWith('eu/db-0/app')).toBe(true);
  const [alone] = await names(inCluster('eu', 1000), null);
  expect(alone?.endsWith('eu/db-0/app')).toBe(false);
});

test('a program’s page without the label joins the only cluster that has its pod', async () => {
  const page = series(
    { __name__: 'process_resident_memory_bytes', job: 'db', instance: '10.1.0.7:80', ...db },
    () => 500,
  );
  const { round, readings } = await fed([...inCluster('eu', 1000), page]);
  await round(1);
  expect(readings()[0]?.reading).toMatchObject({
    figures: { rss: 500, workingSet: 1000 },
    limitBytes: 10_000,
  });
  expect(new Set(readings().map(minuteOf)).size).toBe(readings().length);
});

test('processes without a pod of one job and one address in two clusters are two', async () => {
  const page = (cluster: string) =>
    series(
      { __name__: 'process_resident_memory_bytes', job: 'db', instance: '10.1.0.7:80', cluster },
      () => 500,
    );
  const { round, readings } = await fed([page('eu'), page('us')]);
  await round(1);
  expect(new Set(readings().map(({ target }) => target.labels['instance']))).toEqual(
    new Set(['eu/10.1.0.7:80', 'us/10.1.0.7:80']),
  );
});

test('a program that means something else by its cluster stays one with its container', async () => {
  const page = series(
    {
      ...{ __name__: 'process_resident_memory_bytes', job: 'db', instance: '10.1.0.7:80' },
      ...{ ...db, cluster: 'redis-sessions' },
    },
    () => 500,
  );
  const bare = inCluster('eu', 1000).map(({ labels: { cluster: _, ...labels }, samples }) => ({
    labels: labels as Labels,
    samples,
  }));
  for (const all of [bare, inCluster('eu', 1000)]) {
    const { round, readings } = await fed([...all, page]);
    await round(1);
    expect(readings()[0]).toMatchObject({
      target: { labels: { instance: 'db-0/app' }, workload: 'shop/db-eu/app' },
      reading: { figures: { rss: 500, workingSet: 1000 }, limitBytes: 10_000 },
    });
  }
});

test('an instance keeps its name while the storage of the other cluster is silent', async () => {
  const { round, readings, server } = await fed(both);
  const ids = () => new Set(readings().map(({ target }) => target.id));
  await round(1);
  const [eu] = ids();
  server.series = inCluster('eu', 1000);
  server.warnings = ['store us: unreachable'];
  await round(12);
  expect(ids()).toEqual(new Set([eu]));
});

test('a program’s page of one cluster does not join the pod of that name in another', async () => {
  const page = series(
    {
      ...{ __name__: 'process_resident_memory_bytes', job: 'db', instance: '10.1.0.7:80' },
      ...{ ...db, cluster: 'eu' },
    },
    () => 500,
  );
  const other = workingSet({ ...cadvisor, cluster: 'eu', pod: 'cart-5d8f9c7b64-b7c2d' });
  const { round, readings } = await fed([...inCluster('us', 2000), other, page]);
  await round(1);
  const of = readings().find(({ reading }) => reading.figures.rss === 500);
  expect(of?.target.labels['instance']).toBe('eu/db-0/app');
  expect(of?.reading.figures.workingSet).toBeUndefined();
  expect(of?.reading.limitBytes).toBeUndefined();
});

test('what is read of one cluster’s pods is not read of another’s along with it', async () => {
  const { round, server } = await fed(both, { workloadLabels: ['cluster', 'namespace'] });
  await round(1);
  const asked = server.queries.flatMap(({ params }) => params.get('query') ?? []);
  expect(asked.filter((query) => query.includes('db-0')).every((q) => q.includes('cluster'))).toBe(
    true,
  );
});
