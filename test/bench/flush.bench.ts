// What saving what is known of workloads costs: `npm run bench -- flush`.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { openStore } from '../../src/store/open-store.ts';
import { mib } from '../support/series-generator.ts';
import { type Page, steadyDetectors } from './steady-detectors.ts';

/** As many as `watch/workload-memory.ts` saves in one transaction, and for so long at a time; its pauses are longer. */
const batch = 16;
const sliceMs = 20;
const pauseMs = 100;

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
for (const workloads of [1_000, 10_000]) {
  const path = mkdtempSync(join(tmpdir(), 'sawtooth-flush-'));
  const opened = await openStore({ path, nowMs: Date.now });
  if (!opened.ok) throw new Error(opened.reason);
  const store = opened.value;
  const tookMs: number[] = [];
  let [sliceFromMs, mostBytes, refused] = [performance.now(), 0, 0];
  for (let from = 0; from < workloads; from += batch) {
    const batchMs = performance.now();
    const states = Array.from({ length: Math.min(batch, workloads - from) }, (_, i) => {
      const detector = detectors[(from + i) % detectors.length];
      return { workload: `shop/${from + i}`, state: { version: 1, detectors: [detector?.save()] } };
    });
    const put = store.putWorkloads(states, Date.now());
    tookMs.push(performance.now() - batchMs);
    // The log is full: its turn comes again.
    if (!put.ok) {
      refused++;
      from -= batch;
    }
    mostBytes = Math.max(mostBytes, logBytes(path));
    if (put.ok && performance.now() - sliceFromMs < sliceMs) continue;
    await passed(pauseMs);
    sliceFromMs = performance.now();
  }
  tookMs.sort((a, b) => a - b);
  const at = (share: number) =>
    `${(tookMs[Math.ceil(share * tookMs.length) - 1] ?? 0).toFixed(0)} ms`;
  const allMs = tookMs.reduce((sum, each) => sum + each, 0);
  const each = (allMs / workloads).toFixed(2);
  const size = (store.bookBytes() / mib).toFixed(0);
  console.log(
    `${workloads} workloads: ${(allMs / 1000).toFixed(1)} s on the thread that polls, ${each} ms each; a batch of ${batch} takes ${at(0.5)}, p99 ${at(0.99)}, at most ${at(1)}; ${size} MiB on disk, the log at most ${(mostBytes / mib).toFixed(0)}, full ${refused} times`,
  );
  await store.close();
  rmSync(path, { recursive: true, force: true });
}

function logBytes(path: string): number {
  return statSync(join(path, 'sawtooth.db-wal'), { throwIfNoEntry: false })?.size ?? 0;
}
