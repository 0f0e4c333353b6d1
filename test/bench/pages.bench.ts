// npm run bench -- pages: how long the fleet's page takes with 5,000 targets, how large it is, and what 50
// readers of its changes cost the thread that polls.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { success } from '../../src/model/result.ts';
import type { TargetSnapshot } from '../../src/model/snapshot.ts';
import { fleetPage } from '../../src/render/page/fleet/fleet-page.ts';
import { readFleetQuery } from '../../src/render/page/fleet/fleet-query.ts';
import { createApp } from '../../src/serve/create-app.ts';
import { createMetrics } from '../../src/serve/metrics.ts';
import { fakeControl } from '../support/fake-control.ts';
import {
  downTarget,
  incident,
  leakTarget,
  quietTarget,
  sawtoothTarget,
  snapshot,
} from '../support/snapshots.ts';

const count = 5_000;
const readers = 50;
const rounds = 15;

const points = Array.from({ length: 480 }, (_, i) => ({
  atMs: i * 60_000,
  floor: 1e8 + (i % 97) * 1e6,
  peak: 2e8,
}));
const timeline = { signal: 'heapLive' as const, points, lifeEnds: [] };
const kinds = [sawtoothTarget(), leakTarget(), downTarget()];
const targets: TargetSnapshot[] = Array.from({ length: count }, (_, i) => {
  const like = i % 50 < kinds.length ? kinds[i % 50] : undefined;
  const { target, ...over } = like ?? quietTarget('', '');
  const made = quietTarget(`shop/service-${i >> 3}/main`, `service-${i}:9090`);
  return { ...made, ...over, target: made.target, timeline };
});
const incidents = targets
  .filter(({ verdict }) => verdict?.kind === 'sawtooth')
  .map(({ target }, i) =>
    incident({ id: `i${i}`, targetId: target.id, workload: target.workload }),
  );
const fleet = snapshot(targets, { incidents });

for (const address of ['', 'sort=rate', 'group=workload', 'q=service-42', 'page=50']) {
  const query = readFleetQuery(new URLSearchParams(address));
  let size = 0;
  const times = Array.from({ length: rounds }, () => {
    const startedMs = performance.now();
    const { parts } = fleetPage({ ...fleet }, query);
    size = [...parts.values()].reduce((sum, { html }) => sum + html.length, 0);
    return performance.now() - startedMs;
  }).sort((a, b) => a - b);
  const [least = 0, middle = 0] = [times[0], times[rounds >> 1]];
  console.log(
    `${count} targets, ?${address.padEnd(15)} ${middle.toFixed(1)} ms (least ${least.toFixed(1)}), ${Math.round(size / 1024)} KiB`,
  );
}

for (const watching of [0, 1, readers]) {
  const stop = new AbortController();
  let seconds = 0;
  const app = createApp({
    failed: () => undefined,
    snapshot: () => ({ ...fleet, atMs: fleet.atMs + 1000 * seconds++ }),
    subscribe: () => () => undefined,
    readCapture: async () => success(new Uint8Array()),
    metrics: createMetrics('1'),
    reload: null,
    control: fakeControl().control,
    signal: stop.signal,
  });
  let bytes = 0;
  for (let i = 0; i < watching; i++) {
    // Half of them look at the same page, the others each at one of their own.
    const response = await app.request(i % 2 === 0 ? '/live' : `/live?q=service-${i}`);
    void response.body
      ?.pipeTo(
        new WritableStream({
          write(chunk: Uint8Array) {
            bytes += chunk.byteLength;
          },
        }),
      )
      .catch(() => undefined);
  }
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const before = process.cpuUsage();
  delay.enable();
  await new Promise((resolve) => setTimeout(resolve, 20_000));
  delay.disable();
  const { user, system } = process.cpuUsage(before);
  console.log(
    `${watching} readers: the loop is late by ${(delay.percentile(50) / 1e6 - 5).toFixed(1)} ms at the median, ${(delay.percentile(99) / 1e6 - 5).toFixed(1)} at p99, ${(delay.max / 1e6 - 5).toFixed(1)} at most; ${((user + system) / 200_000).toFixed(1)} % of a core, ${Math.round(bytes / 20 / 1024)} KiB/s`,
  );
  stop.abort();
}
