// node fleet-watcher.ts URL ROUNDS: an engine with one feed. Time passes only while it sleeps, so that rounds follow
// each other at once. Prints a line of JSON for each round.
import { readFileSync } from 'node:fs';
import { keepHeapSmall } from '../../../src/cli/keep-heap-small.ts';
import { Engine } from '../../../src/watch/engine.ts';
import { FakeWorld } from '../../support/fake-world.ts';
import { aborted, queryConfig, queryFeed, shippedRules } from '../../support/fleet.ts';

keepHeapSmall();
const [url = '', rounds = '3'] = process.argv.slice(2);
const stop = new AbortController();
let nowMs = Math.floor(Date.now() / 300_000) * 300_000 + 45_000;
let round = 0;
let startedMs = performance.now();
let firing = 0;

const engine = new Engine({
  // Nobody listens, nothing is stored.
  ...new FakeWorld().deps,
  nowMs: () => nowMs,
  sleep: async (ms, signal) => {
    if (signal === stop.signal) return aborted(signal);
    if (signal.aborted || stop.signal.aborted) return;
    const seconds = (performance.now() - startedMs) / 1000;

    console.log(JSON.stringify({ round, seconds, ...memory(), firing }));
    if (round++ >= Number(rounds)) stop.abort();
    nowMs += ms;
    startedMs = performance.now();
  },
  notify: async ({ status }) => {
    firing += status === 'firing' ? 1 : -1;
  },
  emit: (event) => {
    if (event.kind === 'warning' || event.kind === 'target-down') console.error(event);
  },
});

/** What is resident, and the most that ever was, in MiB. */
function memory() {
  const status = readFileSync('/proc/self/status', 'utf8');
  const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  return { rss: Math.round(of('VmRSS')), peak: Math.round(of('VmHWM')) };
}

await engine.run(
  { targets: [], feeds: [queryFeed(queryConfig(url))], rules: shippedRules },
  stop.signal,
);
process.exit(0);
