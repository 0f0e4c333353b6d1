import { expect, test } from 'vitest';
import { withContainerEnds } from '../../src/cli/with-container-ends.ts';
import { success } from '../../src/model/result.ts';
import { countScrapes } from '../../src/serve/count-scrapes.ts';
import { FakeWorld, target } from '../support/fake-world.ts';

test('that the cluster’s word is waited for is no time that a scrape took', async () => {
  const { deps } = new FakeWorld();
  const seconds: number[] = [];
  let startAtMs = 1_795_600_000_000;
  let waits = 0;
  const counted = countScrapes(
    {
      ...deps,
      scrape: async () => success({ atMs: startAtMs, startAtMs, instance: 'a', figures: {} }),
      sleep: async () => {
        waits += 1;
        await new Promise((done) => setTimeout(done, 100));
      },
    },
    { scraped: (took) => seconds.push(took) },
  );
  const ends = withContainerEnds(counted, () =>
    waits < 3
      ? null
      : { reason: 'OOMKilled', exitCode: 137, finishedAtMs: startAtMs, nextStartAtMs: null },
  );
  const shop = target('shop', { container: { group: 'pod/shop/cart-1', name: 'app' } });
  const { signal } = new AbortController();
  await ends.scrape(shop, signal);
  startAtMs += 60_000;
  expect(await ends.scrape(shop, signal)).toMatchObject({ value: { lastExit: 'oom' } });
  expect(waits).toBe(3);
  expect(Math.max(...seconds)).toBeLessThan(0.2);
});
