import { expect, test } from 'vitest';
import { ExitWatch } from '../../src/scrape/exit-watch.ts';
import type { Kills } from '../../src/scrape/kill-counter.ts';

/** One look: when, of the process that started then, and what was counted around it; `before` it, of the one before. */
type Look = readonly [atMs: number, startAtMs: number, now: Kills, before?: Kills];

const none: Kills = {};

/** Counts that were read at that moment; without this they are what was read last. */
const read = (kills: Kills): Kills => ({
  ...kills,
  ...(kills.own === undefined ? {} : { isOwnRead: true }),
  ...(kills.pod === undefined ? {} : { isPodRead: true }),
});

test.each<[string, readonly Look[], string | undefined]>([
  [
    'the count can be read afterwards, and has not risen: it was no kill',
    [
      [0, 0, { own: 3 }],
      [60e3, 50e3, { own: 3 }, read({ own: 3 })],
    ],
    'none',
  ],
  [
    'its own count can be read, so the kill in its pod was of another container',
    [
      [0, 0, { own: 0, pod: 2 }],
      [60e3, 50e3, { own: 0, pod: 3 }, read({ own: 0, pod: 3 })],
    ],
    'none',
  ],
  [
    'the old one was gone, and the pod has counted nothing',
    [
      [0, 0, { own: 0, pod: 2 }],
      [60e3, 50e3, { own: 0, pod: 2 }, { own: 0, pod: 2, isPodRead: true }],
    ],
    'none',
  ],
  [
    'what can be read now could not be while it lived',
    [
      [0, 0, none],
      [60e3, 50e3, { own: 3 }, read({ own: 3 })],
    ],
    undefined,
  ],
  [
    'one life',
    [
      [0, 0, { own: 0 }],
      [15e3, 0, { own: 0 }],
    ],
    undefined,
  ],
  [
    'a kill more',
    [
      [0, 0, { own: 3 }],
      [60e3, 50e3, { own: 4 }, { own: 4 }],
    ],
    'cgroup',
  ],
  [
    'for as long as that life lasts',
    [
      [0, 0, { own: 3 }],
      [60e3, 50e3, { own: 4 }, { own: 4 }],
      [75e3, 50.5e3, { own: 4 }],
    ],
    'cgroup',
  ],
  [
    'then another end',
    [
      [0, 0, { own: 3 }],
      [60e3, 50e3, { own: 4 }, { own: 4 }],
      [90e3, 80e3, { own: 4 }, { own: 4 }],
    ],
    undefined,
  ],
  [
    'no kill',
    [
      [0, 0, { own: 3 }],
      [60e3, 50e3, { own: 3 }, { own: 3 }],
    ],
    undefined,
  ],
  [
    'a container of its own, whose cgroup counts anew: the old one was read in time',
    [
      [0, 0, { own: 0 }],
      [60e3, 50e3, { own: 0 }, { own: 1 }],
    ],
    'cgroup',
  ],
  [
    'the old one was gone, and the pod has counted',
    [
      [0, 0, { own: 0, pod: 2 }],
      [60e3, 50e3, { own: 0, pod: 3 }, { own: 0, pod: 3 }],
    ],
    'pod-cgroup',
  ],
  [
    'the old one was gone, and nobody else counts',
    [
      [0, 0, { own: 0 }],
      [60e3, 50e3, { own: 0 }, { own: 0 }],
    ],
    undefined,
  ],
  [
    'a cgroup that may not be seen',
    [
      [0, 0, none],
      [60e3, 50e3, none, none],
    ],
    undefined,
  ],
  [
    'one that could be seen later alone',
    [
      [0, 0, none],
      [15e3, 0, { own: 7 }],
      [60e3, 50e3, { own: 7 }, { own: 7 }],
    ],
    undefined,
  ],
  [
    'the kill of a helper while the process lived on',
    [
      [0, 0, { own: 3 }],
      [15e3, 0, { own: 4 }],
      [30e3, 0, { own: 4 }],
      [60e3, 50e3, { own: 4 }, { own: 4 }],
    ],
    undefined,
  ],
  [
    'who is killed is there a moment longer than the count',
    [
      [0, 0, { own: 3 }],
      [15e3, 0, { own: 4 }],
      [15.1e3, 0, { own: 4 }],
      [17e3, 16e3, { own: 0 }, { own: 4 }],
    ],
    'cgroup',
  ],
])('%s', (_, looks, witness) => {
  const watch = new ExitWatch();
  const notes = looks.map(([atMs, startAtMs, now, before = none]) =>
    watch.note('t', { atMs, instance: 'a', figures: {}, startAtMs }, { before, now }),
  );
  const last = notes.at(-1);
  const exits = { none: { lastExit: 'unknown' } }[witness ?? ''];
  const killed = witness === undefined ? {} : { lastExit: 'oom', lastExitBy: witness };
  const { atMs, instance, figures, startAtMs, ...told } = last ?? {};
  expect(told).toEqual(exits ?? killed);
});

test('before the next life begins it says who has counted a kill', () => {
  const watch = new ExitWatch();
  const reading = { atMs: 0, instance: 'a', figures: {}, startAtMs: 0 };
  expect(watch.killedBy('t', { own: 1 })).toBeNull();
  watch.note('t', reading, { before: none, now: { own: 0, pod: 0 } });
  expect(watch.killedBy('t', { own: 0, pod: 0 })).toBeNull();
  expect(watch.killedBy('t', read({ own: 0, pod: 0 }))).toBe('none');
  expect(watch.killedBy('t', { own: 0, pod: 1 })).toBe('pod-cgroup');
  expect(watch.killedBy('t', { own: 1, pod: 1 })).toBe('cgroup');
});
