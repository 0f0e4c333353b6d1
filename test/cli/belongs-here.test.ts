import { expect, test } from 'vitest';
import { belongsHere } from '../../src/cli/belongs-here.ts';
import { onShard } from '../../src/relabel/on-shard.ts';

test('every workload of any job belongs to the one shard of the new number that watches it', () => {
  const workloads = Array.from({ length: 50 }, (_, nth) => ({
    job: nth % 2 === 0 ? 'pods' : 'nodes',
    namespace: `n${nth % 5}`,
    workload: `w${nth}`,
    instance: `i${nth}`,
  }));
  for (const labels of workloads) {
    const shards = [0, 1, 2].map((index) => ({ index, count: 3 }));
    const owners = shards.filter((shard) =>
      belongsHere([
        { jobName: 'pods', workloadLabels: ['namespace', 'workload'], shard },
        { jobName: 'nodes', workloadLabels: [], shard: { ...shard, by: 'instance' } },
      ])?.({ labels }),
    );
    const by = labels.job === 'pods' ? [labels.namespace, labels.workload] : [labels.instance];
    expect(owners).toEqual(shards.filter((shard) => onShard(by, shard)));
    expect(owners).toHaveLength(1);
  }
});

test('who shares with nobody has what shards before him have left; who has no job has nothing of others', () => {
  const all = belongsHere([{ jobName: 'pods', workloadLabels: ['workload'] }]);
  expect(all?.({ labels: { workload: 'cart' } })).toBe(true);
  expect(belongsHere([])).toBeNull();
});

test('without a bucket nobody goes on with what another shard has left', () => {
  const shard = { index: 0, count: 3 };
  const jobs = [{ jobName: 'pods', workloadLabels: ['workload'], shard }];
  expect(belongsHere(jobs, true)).not.toBeNull();
  expect(belongsHere(jobs, false)).toBeNull();
});
