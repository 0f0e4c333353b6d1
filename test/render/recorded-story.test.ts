import { expect, test } from 'vitest';
import type { Life } from '../../src/model/life.ts';
import { lifePeak } from '../../src/render/life-peak.ts';
import { lifeText } from '../../src/render/life-text.ts';
import { livedOn } from '../../src/render/lived-on.ts';
import { recordedStory } from '../../src/render/recorded-story.ts';
import { incident, nowMs } from '../support/snapshots.ts';

const mib = 2 ** 20;
const life: Life = {
  ...{ instance: 'a:1', startAtMs: 0, endAtMs: 73_000, cause: 'unknown', inferred: false },
  peakValue: 61 * mib,
};

test.each<[name: string, over: Partial<Life>, limitBytes: number | null, text: string]>([
  [
    'a look says nothing of its signal',
    {},
    64 * mib,
    'after 1 min 13 s, at 61.0 MiB of 64.0 MiB, nobody knows why',
  ],
  [
    'the limit does not count a heap',
    { signal: 'heapLive' },
    64 * mib,
    'after 1 min 13 s, at 61.0 MiB, nobody knows why',
  ],
  [
    'goroutines are no bytes',
    { signal: 'goroutines', peakValue: 4090 },
    64 * mib,
    'after 1 min 13 s, at 4 090, nobody knows why',
  ],
  [
    'a kill',
    { cause: 'oom' },
    64 * mib,
    'killed for want of memory after 1 min 13 s, at 61.0 MiB of 64.0 MiB',
  ],
  [
    'a kill that is inferred',
    { cause: 'oom', causeBy: 'level', signal: 'rss' },
    null,
    'killed for want of memory (inferred) after 1 min 13 s, at 61.0 MiB',
  ],
])('how a life ended: %s', (_, over, limitBytes, text) => {
  expect(lifeText({ ...life, ...over }, limitBytes)).toBe(text);
});

test('a life of another signal than its verdict tells its height in its own unit', () => {
  expect(lifePeak({ ...life, signal: 'goroutines', peakValue: 1200 }, 'heapLive')).toBe('1 200');
  expect(lifePeak(life, 'heapLive')).toBe('61.0 MiB');
  const { verdict, timeline } = incident();
  const last = timeline?.points.at(-1);
  if (timeline === undefined || last === undefined) throw new Error('it is drawn');
  const running = { ...life, instance: verdict.instance ?? '', startAtMs: nowMs, endAtMs: null };
  const counted: Life = { ...running, signal: 'goroutines', peakValue: 1e12 };
  const later = { ...timeline, points: [{ ...last, atMs: nowMs + 60_000, peak: 99 * mib }] };
  const [grown] = livedOn({ ...verdict, lives: [counted] }, [], [later]).lives;
  expect(grown).toMatchObject({ signal: verdict.signal, peakValue: 99 * mib });
});

test('ends that the worst verdict does not know of are told, each once and none after it was resolved', () => {
  const known = incident();
  const { verdict, timeline } = known;
  if (timeline === undefined) throw new Error('it is drawn');
  const end = (atMs: number) => ({ atMs, cause: 'crash' as const, inferred: false });
  const lifeEnds = [
    ...timeline.lifeEnds,
    ...[1_000, 2_000, 9_000].map((ms) => end(verdict.atMs + ms)),
  ];
  const of = { ...known, timeline: { ...timeline, lifeEnds } };
  const ended = (resolvedAtMs: number | null) =>
    recordedStory({ ...of, resolvedAtMs }).filter(({ kind }) => kind === 'life-ended');
  const before = verdict.lives.filter(({ endAtMs }) => endAtMs !== null).length;
  expect(ended(null)).toHaveLength(before + 3);
  expect(ended(verdict.atMs + 5_000)).toHaveLength(before + 2);
  expect(ended(null).map(({ text }) => text)).toContain('crashed');
});
