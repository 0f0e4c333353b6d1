import { expect, test } from 'vitest';
import type { Figures } from '../../src/model/reading.ts';
import type { RestKind } from '../../src/model/rest.ts';
import { explainRest } from '../../src/profile/explain-rest.ts';
import { diff } from '../support/diff.ts';

const MiB = 2 ** 20;

const still: Figures = {
  rss: 100,
  heapAlloc: 20,
  heapInuse: 24,
  heapIdle: 10,
  heapReleased: 4,
  heapSys: 34,
  sys: 45,
  stackInuse: 1,
  buckHashSys: 1,
};

/** Figures and growth are in MiB. */
function check(
  changes: Figures,
  heapGrowth: number,
  expected: Partial<Record<RestKind, number>> | null,
  says: readonly string[] = [],
  from: Figures = still,
): void {
  const after = Object.fromEntries(
    Object.entries(from).map(([name, value]) => [
      name,
      value + (changes[name as keyof Figures] ?? 0),
    ]),
  );
  const inBytes = (figures: Figures) =>
    Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, value * MiB]));
  const rest = explainRest(
    inBytes(from),
    inBytes(after),
    diff('likely', [], { growth: heapGrowth * MiB }),
  );
  if (expected === null) {
    expect(rest).toBeNull();
    return;
  }
  const parts = rest?.parts.map(({ kind, growth }) => [kind, growth / MiB]) ?? [];
  expect(Object.fromEntries(parts)).toEqual(expected);
  expect(parts.reduce((sum, [, growth]) => sum + Number(growth), 0)).toBe(changes.rss);
  for (const text of says) expect(rest?.sentence).toContain(text);
}

test('a leak in the heap is explained by the diff', () => {
  check({ rss: 50, heapAlloc: 50, heapInuse: 50, heapSys: 50, sys: 50 }, 50, { heap: 50 }, [
    'The process grew by 50.0 MiB. The heap profiles explain all of that.',
  ]);
});

test.each<{ name: string; changes: Figures; heap: number; parts: object; says: string }>([
  {
    name: 'mmap',
    changes: { rss: 250 },
    heap: 0,
    parts: { 'off-heap': 250 },
    says: 'memory outside the Go heap by 250.0 MiB (cgo, mmap or a library, where no heap profile looks). So',
  },
  {
    name: 'garbage',
    changes: { rss: 60, heapAlloc: 60, heapInuse: 60, heapSys: 60, sys: 60 },
    heap: 5,
    parts: { heap: 5, garbage: 55 },
    says: 'explain 5.0 MiB of that (8 %). What grew beside: garbage by 55.0 MiB (not collected yet).',
  },
  {
    name: 'gaps in spans',
    changes: { rss: 40, heapInuse: 40, heapSys: 40, sys: 40 },
    heap: 0,
    parts: { fragmentation: 40 },
    says: 'explain none of that. What grew beside: gaps between objects by 40.0 MiB (fragmentation)',
  },
  {
    name: 'memory kept after a peak',
    changes: { rss: 30, heapIdle: 30, heapSys: 30, sys: 30 },
    heap: 0,
    parts: { 'not-returned': 30 },
    says: 'freed memory by 30.0 MiB (Go has not given it back yet)',
  },
  {
    name: 'goroutines',
    changes: { rss: 80, heapAlloc: 12, heapInuse: 12, heapSys: 12, stackInuse: 64, sys: 80 },
    heap: 12,
    parts: { heap: 12, stack: 64, runtime: 4 },
    says: 'stacks of goroutines by 64.0 MiB (the goroutine profile shows whose).',
  },
  {
    name: 'the profiler',
    changes: { rss: 20, buckHashSys: 20, sys: 20 },
    heap: 0,
    parts: { 'profiler-buckets': 20 },
    says: 'the tables of the profiler itself by 20.0 MiB',
  },
])('where the rest is: $name', ({ changes, heap, parts, says }) => {
  const most = heap === 0 || says.includes('garbage') || says.includes('stacks');
  check(changes, heap, parts, [says, most ? 'So most of the growth is not in' : 'grew']);
});

test('without the figures of Go the rest is unknown, and said to be', () => {
  check(
    { rss: 50 },
    10,
    { heap: 10, unknown: 40 },
    ['something else by 40.0 MiB (without runtime.MemStats it cannot be told what)'],
    { rss: 100 },
  );
});

test('nothing is explained where nothing grew or nothing is known', () => {
  check({ rss: 0 }, 10, null);
  check({}, 10, null, [], { heapAlloc: 20 });
});

test("of a peak, what Go has given back since is its part too, and nobody else's", () => {
  const first = { peakRss: 100, heapAlloc: 20, heapInuse: 25, heapIdle: 35, heapReleased: 4 };
  const last = { peakRss: 160, heapAlloc: 25, heapInuse: 30, heapIdle: 85, heapReleased: 60 };
  const figures = (of: Figures, heapSys: number) =>
    Object.fromEntries(
      Object.entries({ ...of, heapSys, sys: heapSys }).map(([name, mib]) => [name, mib * MiB]),
    );
  const rest = explainRest(
    figures(first, 60),
    figures(last, 115),
    diff('likely', [], { growth: 5 * MiB }),
  );
  expect(rest?.sentence).toContain('freed memory by 50.0 MiB (the peak still counts it)');
  expect(rest?.parts.find(({ kind }) => kind === 'off-heap')?.growth).toBe(5 * MiB);
});

test('where the heap is nearly all of it, what came and went beside it is not told', () => {
  const rest = (heapGrowth: number) => {
    const changes = { rss: 35, heapAlloc: heapGrowth + 14, heapInuse: 46, heapSys: 46, sys: 46 };
    const after = Object.entries(still).map(([name, value]) => [
      name,
      (value + (changes[name as keyof typeof changes] ?? 0)) * MiB,
    ]);
    const before = Object.entries(still).map(([name, value]) => [name, value * MiB]);
    const grown = diff('likely', [], { growth: heapGrowth * MiB });
    return explainRest(Object.fromEntries(before), Object.fromEntries(after), grown)?.sentence;
  };
  expect(rest(32)).toBe(
    'The process grew by 35.0 MiB. The heap profiles explain 32.0 MiB of that (91 %).',
  );
  expect(rest(30)).toContain('What grew beside: garbage by 14.0 MiB (not collected yet).');
  expect(rest(45)).toMatch(/explain all of that\. .*What shrank: .*memory outside the Go heap/);
});

test('what became less is said, so that the parts add up', () => {
  check(
    { rss: 20, heapAlloc: 10, heapInuse: 10, heapIdle: -30, heapSys: -20, sys: -20 },
    10,
    { heap: 10, 'not-returned': -30, 'off-heap': 40 },
    ['memory outside the Go heap by 40.0 MiB', 'What shrank: freed memory by 30.0 MiB.'],
  );
});
