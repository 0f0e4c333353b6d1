import { expect, test } from 'vitest';
import { ExitWatch } from '../../src/scrape/exit-watch.ts';

const reading = (startAtMs: number, oomKills?: number) => ({
  atMs: 0,
  instance: 'a',
  figures: {},
  startAtMs,
  ...(oomKills === undefined ? {} : { oomKills }),
});

test.each<[string, (readonly [start: number, kills?: number])[], string | undefined]>([
  [
    'one life',
    [
      [0, 0],
      [0, 0],
    ],
    undefined,
  ],
  [
    'a kill more',
    [
      [0, 3],
      [60e3, 4],
    ],
    'oom',
  ],
  [
    'for as long as that life lasts',
    [
      [0, 3],
      [60e3, 4],
      [60.5e3, 4],
    ],
    'oom',
  ],
  [
    'then another end',
    [
      [0, 3],
      [60e3, 4],
      [90e3, 4],
    ],
    undefined,
  ],
  [
    'no kill',
    [
      [0, 3],
      [60e3, 3],
    ],
    undefined,
  ],
  [
    'a container of its own, whose cgroup counts anew',
    [
      [0, 3],
      [60e3, 0],
    ],
    undefined,
  ],
  ['a cgroup that may not be seen', [[0], [60e3]], undefined],
  [
    'the kill of a helper while the process lived on',
    [
      [0, 3],
      [0, 4],
      [60e3, 4],
    ],
    undefined,
  ],
])('%s', (_, readings, exit) => {
  const watch = new ExitWatch();
  const told = readings.map(([start, kills]) => watch.note('t', reading(start, kills)));
  expect(told.at(-1)?.lastExit).toBe(exit);
});
