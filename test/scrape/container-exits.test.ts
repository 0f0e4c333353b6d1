import { expect, test } from 'vitest';
import type { ContainerEnd } from '../../src/model/container.ts';
import type { Figures, Reading } from '../../src/model/reading.ts';
import { success } from '../../src/model/result.ts';
import { ContainerExits } from '../../src/scrape/container-exits.ts';
import { target } from '../support/fake-world.ts';

const container = { group: 'pod/shop/cart-1', name: 'app' };

/** Times in seconds: a scrape, the start that its page tells, counters beside it. */
type Scrape = { readonly at: number; readonly start?: number; readonly figures?: Figures };

/** What the API tells from a time on. */
type Told = Partial<ContainerEnd> & { readonly from: number };

const oom = { reason: 'OOMKilled', exitCode: 137 };

/** What is said of the end before each scrape's life, and how long each scrape was held up, in seconds. */
async function watched(
  told: readonly Told[],
  scrapes: readonly Scrape[],
  { isFound = true, intervalMs = 15_000 } = {},
) {
  let nowMs = 0;
  const exits = new ContainerExits({
    ask: (asked) => {
      expect(asked).toEqual(container);
      const newest = told.filter(({ from }) => from * 1000 <= nowMs).at(-1);
      if (newest === undefined) return null;
      const { from, ...end } = newest;
      return { ...{ reason: '', exitCode: null, finishedAtMs: 0, nextStartAtMs: null }, ...end };
    },
    sleep: async (ms) => {
      nowMs += ms;
    },
    nowMs: () => nowMs,
  });
  const shop = target('shop', { scrapeIntervalMs: intervalMs, ...(isFound ? { container } : {}) });
  const said: (readonly [string | undefined, string | undefined, number])[] = [];
  for (const { at, start, figures = {} } of scrapes) {
    nowMs = Math.max(nowMs, at * 1000);
    const startedMs = nowMs;
    const startAtMs = start === undefined ? {} : { startAtMs: start * 1000 };
    const reading: Reading = { atMs: at * 1000, instance: 'a', figures, ...startAtMs };
    const signal = new AbortController().signal;
    const scraped = await exits.scraped(shop, signal, async () => success(reading));
    if (!scraped.ok) throw new Error(scraped.reason);
    const { lastExit, lastExitBy } = scraped.value;
    said.push([lastExit, lastExitBy, (nowMs - startedMs) / 1000]);
  }
  return said;
}

const nothing = [undefined, undefined, 0] as const;
const killed = ['oom', 'kubernetes', 0] as const;
const lives: readonly Scrape[] = [
  { at: 100, start: 50 },
  { at: 115, start: 110 },
  { at: 130, start: 110 },
];

test.each<[string, readonly Told[], readonly Scrape[], readonly (readonly unknown[])[]]>([
  [
    'it is known before the next life is scraped, and its readings go on to say so',
    [{ from: 109, ...oom, finishedAtMs: 109_000 }],
    lives,
    [nothing, killed, killed],
  ],
  [
    'the kubelet tells some seconds late: the scrape waits for it',
    [{ from: 118, ...oom, finishedAtMs: 109_000 }],
    lives,
    [nothing, ['oom', 'kubernetes', 3], killed],
  ],
  [
    'nobody ever tells: the scrape waits ten seconds at most',
    [],
    lives,
    [nothing, [undefined, undefined, 10], nothing],
  ],
  [
    'the end of a life before the one that was seen is not taken for its own',
    [{ from: 0, ...oom, finishedAtMs: 49_000 }],
    lives,
    [nothing, [undefined, undefined, 10], nothing],
  ],
  [
    'an end that is seen later than the next life began is not its own either',
    [{ from: 116, ...oom, finishedAtMs: 116_000 }],
    lives,
    [nothing, [undefined, undefined, 10], nothing],
  ],
  [
    'a node whose clock is an hour ahead',
    [{ from: 109, ...oom, finishedAtMs: 3_709_000 }],
    lives.map(({ at, start = 0 }) => ({ at, start: start + 3600 })),
    [nothing, killed, killed],
  ],
  [
    'it crashed',
    [{ from: 109, reason: 'Error', exitCode: 2, finishedAtMs: 109_000 }],
    lives,
    [nothing, ['crash', 'kubernetes', 0], ['crash', 'kubernetes', 0]],
  ],
  [
    'it ended by itself',
    [{ from: 109, reason: 'Completed', exitCode: 0, finishedAtMs: 109_000 }],
    lives,
    [nothing, ['unknown', 'kubernetes', 0], ['unknown', 'kubernetes', 0]],
  ],
  [
    'SIGKILL, and the runtime heard of no want of memory: anybody may have sent it',
    [{ from: 109, reason: 'Error', exitCode: 137, finishedAtMs: 109_000 }],
    lives,
    [nothing, nothing, nothing],
  ],
  [
    'a page without a start: a counter that fell tells a new life',
    [{ from: 109, ...oom, finishedAtMs: 109_000 }],
    [
      { at: 100, figures: { allocTotal: 500 } },
      { at: 115, figures: { allocTotal: 20 } },
    ],
    [nothing, killed],
  ],
  [
    'a page without a start: an end long before is another life’s',
    [{ from: 0, ...oom, finishedAtMs: 49_000 }],
    [
      { at: 100, figures: { allocTotal: 500 } },
      { at: 115, figures: { allocTotal: 20 } },
    ],
    [nothing, [undefined, undefined, 10]],
  ],
  [
    'first seen after the end, by the process that its container was started for',
    [{ from: 0, ...oom, finishedAtMs: 45_000, nextStartAtMs: 50_000 }],
    [{ at: 100, start: 52 }],
    [killed],
  ],
  [
    'first seen after the end, and its process began long after its container: another one ran there before',
    [{ from: 0, ...oom, finishedAtMs: 45_000, nextStartAtMs: 50_000 }],
    [{ at: 1000, start: 900 }],
    [nothing],
  ],
])('%s', async (_, told, scrapes, expected) => {
  expect(await watched(told, scrapes)).toEqual(expected);
});

test('a target that was found as no container is asked nothing', async () => {
  const told = [{ from: 109, ...oom, finishedAtMs: 109_000 }];
  expect(await watched(told, lives, { isFound: false })).toEqual([nothing, nothing, nothing]);
});

test('what the page says of itself counts', async () => {
  const exits = new ContainerExits({
    ask: () => ({ ...oom, finishedAtMs: 45_000, nextStartAtMs: 50_000 }),
    sleep: async () => undefined,
    nowMs: () => 0,
  });
  const reading: Reading = {
    ...{ atMs: 100_000, instance: 'a', figures: {}, startAtMs: 50_000 },
    lastExit: 'deploy',
  };
  const signal = new AbortController().signal;
  const scraped = await exits.scraped(target('shop', { container }), signal, async () =>
    success(reading),
  );
  expect(scraped).toMatchObject({ value: { lastExit: 'deploy' } });
});

test('who begins anew within its container at each scrape loses no scrape to a word that never comes', async () => {
  const scrapes = [0, 1, 2, 3, 4].map((nth) => ({ at: 100 + 20 * nth, start: 99 + 20 * nth }));
  const said = await watched([], scrapes, { intervalMs: 5_000 });
  expect(said.map(([, , heldUp]) => heldUp)).toEqual([0, 10, 4.75, 4.75, 4.75]);
});
