// What saving what is known of workloads costs: `npm run bench -- flush`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/open-store.ts';
import { mib } from '../support/series-generator.ts';
import { type Page, steadyDetectors } from './steady-detectors.ts';

/** As many as `watch/workload-memory.ts` saves in one transaction. */
const batch = 16;

/** What a Go program's page says. */
const page: Page = {
  name: 'a Go program',
  series: 11,
  figures: (value, tick) => ({
    rss: value * 1.3,
    workingSet: value * 1.2,
    heapLive: value,
    heapInuse: value * 1.1,
    goroutines: 100,
    threads: 12,
    openFds: 30,
    cpuSeconds: tick,
    allocTotal: tick * mib,
    gcCount: tick,
  }),
};

const { detectors } = steadyDetectors(page, 20, 1);
for (const workloads of [1_000, 100_000]) {
  const path = mkdtempSync(join(tmpdir(), 'sawtooth-flush-'));
  const opened = await openStore({ path, nowMs: Date.now });
  if (!opened.ok) throw new Error(opened.reason);
  const store = opened.value;
  let longestMs = 0;
  const startedMs = performance.now();
  for (let from = 0; from < workloads; from += batch) {
    const batchMs = performance.now();
    const states = Array.from({ length: Math.min(batch, workloads - from) }, (_, i) => {
      const detector = detectors[(from + i) % detectors.length];
      return { workload: `shop/${from + i}`, state: { version: 1, detectors: [detector?.save()] } };
    });
    const put = store.putWorkloads(states, Date.now());
    if (!put.ok) throw new Error(put.reason);
    longestMs = Math.max(longestMs, performance.now() - batchMs);
  }
  const tookMs = performance.now() - startedMs;
  const each = (tookMs / workloads).toFixed(2);
  const size = (store.bookBytes() / mib).toFixed(0);
  console.log(
    `${workloads} workloads: ${(tookMs / 1000).toFixed(1)} s in all, ${each} ms each, the longest batch of ${batch} ${longestMs.toFixed(0)} ms, ${size} MiB on disk`,
  );
  await store.close();
  rmSync(path, { recursive: true, force: true });
}
