import { describe, expect, test } from 'vitest';
import { joinTimelines } from '../../src/model/join-timelines.ts';
import type { Timeline } from '../../src/model/timeline.ts';

function timeline(times: readonly number[], over: Partial<Timeline> = {}): Timeline {
  const points = times.map((atMs) => ({ atMs, floor: atMs, peak: atMs }));
  return { signal: 'heapLive', points, lifeEnds: [], ...over };
}

function timesOf(joined: Timeline | null): readonly number[] | undefined {
  return joined?.points.map(({ atMs }) => atMs);
}

describe('a record and what is known now', () => {
  test('of what this process has watched its own points, before that those of the record', () => {
    const joined = joinTimelines(timeline([1, 2, 3, 4]), timeline([4, 6]), 3);
    expect(timesOf(joined)).toEqual([1, 2, 4, 6]);
  });

  test('ends of lives come along', () => {
    const end = { cause: 'oom', inferred: false } as const;
    const joined = joinTimelines(
      timeline([1, 2, 3], { lifeEnds: [{ atMs: 2, ...end }] }),
      timeline([5, 6], { lifeEnds: [{ atMs: 5, ...end }] }),
      4,
    );
    expect(joined?.lifeEnds.map(({ atMs }) => atMs)).toEqual([2, 5]);
  });

  test('one alone is itself, and another signal is another picture', () => {
    const known = timeline([1]);
    const present = timeline([2], { signal: 'rss' });
    expect(joinTimelines(known, null, null)).toBe(known);
    expect(joinTimelines(null, present, 1)).toBe(present);
    expect(joinTimelines(known, present, 1)).toBe(present);
  });
});
