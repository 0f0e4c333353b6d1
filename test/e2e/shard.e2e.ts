import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { onShard } from '../../src/relabel/on-shard.ts';
import { has } from './support/programs.ts';

const execute = promisify(execFile);
const hasPromtool = await has('promtool', '--version');
const count = 7;

type Discovered = { readonly labels: Readonly<Record<string, string>> | null };

/** What a relabel rule with `hashmod` of the machine's own Prometheus makes of these workloads. */
async function shardsByPrometheus(workloads: readonly string[]): Promise<Map<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'sawtooth-shard-e2e-'));
  try {
    const groups = workloads.map((workload, i) => ({
      targets: [`host-${i}:80`],
      labels: { namespace: 'shop', workload, container: 'app' },
    }));
    const rule = {
      action: 'hashmod',
      source_labels: ['namespace', 'workload', 'container'],
      modulus: count,
      target_label: 'shard',
    };
    const job = { job_name: 'x', static_configs: groups, relabel_configs: [rule] };
    const file = join(folder, 'prometheus.yml');
    // JSON is YAML. Until the time is up promtool waits for more.
    await writeFile(file, JSON.stringify({ scrape_configs: [job] }));
    const { stdout } = await execute(
      'promtool',
      ['check', 'service-discovery', '--timeout', '2s', file, 'x'],
      {
        maxBuffer: 64 * 1024 ** 2,
      },
    );
    const found = (JSON.parse(stdout) as Discovered[]).map(({ labels }) => labels ?? {});
    return new Map(found.map((labels) => [labels['workload'] ?? '', Number(labels['shard'])]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test.skipIf(!hasPromtool)('a workload is on the shard that Prometheus would give it', async () => {
  const workloads = Array.from({ length: 500 }, (_, i) => `service-${i}-${'ü☃;/'.slice(0, i % 5)}`);
  const theirs = await shardsByPrometheus(workloads);
  expect(theirs.size).toBe(workloads.length);
  const ours = workloads.map((workload) =>
    Array.from({ length: count }, (_, index) => index).filter((index) =>
      onShard(['shop', workload, 'app'], { index, count }),
    ),
  );
  expect(ours).toEqual(workloads.map((workload) => [theirs.get(workload)]));
});
