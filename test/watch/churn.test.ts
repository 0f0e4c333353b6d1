import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { success } from '../../src/model/result.ts';
import { Engine } from '../../src/watch/engine.ts';
import { FakeWorld, leaking, target } from '../support/fake-world.ts';
import { shippedRules } from '../support/fleet.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapMiB(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

test('pods that come and go each second, each a workload of its own, do not fill the memory', async () => {
  const world = new FakeWorld();
  // A store of its own: what the fake one keeps is not the engine's.
  const engine = new Engine({ ...world.deps, storeWorkloads: () => success(undefined) });
  const stop = new AbortController();
  const done = engine.run({ targets: [], feeds: [], rules: shippedRules }, stop.signal);
  let pods = 0;
  const come = async (count: number) => {
    for (const untilPods = pods + count; pods < untilPods; pods++) {
      const name = `job-${pods}`;
      const fromMs = world.clock.nowMs();
      world.programs.set(name, leaking(name, { fromMs, startMiB: 60, mibPerMinute: 4 }));
      world.programs.delete(`job-${pods - 3}`);
      const id = String(pods).padStart(8, '0');
      engine.update({
        targets: [target(name, { id, scrapeIntervalMs: 1000 })],
        feeds: [],
        rules: shippedRules,
      });
      await world.clock.pass(1000);
      world.events.length = 0;
    }
  };
  // Past the bound, and once more what V8 keeps of the first round.
  await come(2200);
  await come(1200);
  const before = heapMiB();
  await come(1200);
  // Without a bound it is some 12 MiB.
  expect(heapMiB() - before).toBeLessThan(4);
  expect(engine.snapshot().targets).toHaveLength(1);
  stop.abort();
  await world.clock.pass(10_000);
  await done;
}, 180_000);
