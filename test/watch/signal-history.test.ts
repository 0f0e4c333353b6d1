import { describe, expect, test } from 'vitest';
import type { Reading } from '../../src/model/reading.ts';
import type { TimelinePoint } from '../../src/model/timeline.ts';
import {
  newHistory,
  noteEnd,
  notePoints,
  noteReading,
  type SignalHistory,
} from '../../src/watch/signal-history.ts';

function reading(atMs: number, heapInuse: number): Reading {
  return { atMs, instance: 'a', figures: { heapInuse } };
}

function point(atMs: number, floor: number): TimelinePoint {
  return { atMs, floor, peak: floor };
}

/** A history that shows `heapInuse` from its first floor at 1 s on. */
function shown(): SignalHistory {
  const history = newHistory();
  notePoints(history, 'heapInuse', [point(1, 10)], []);
  return history;
}

function pointsOf(history: SignalHistory): unknown {
  return history.followed
    .get('heapInuse')
    ?.points.map(({ atMs, floor, peak }) => [atMs, floor, peak]);
}

describe('what was read since the last point stands above the next', () => {
  test('its highest', () => {
    const history = shown();
    for (const [atMs, value] of [
      [2, 14],
      [3, 30],
      [4, 12],
    ] as const) {
      noteReading(history, reading(atMs, value));
    }
    notePoints(history, 'heapInuse', [point(1, 10), point(4, 12)], []);
    noteReading(history, reading(5, 15));
    notePoints(history, 'heapInuse', [point(5, 15)], []);
    expect(pointsOf(history)).toEqual([
      [1, 10, 10],
      [4, 12, 30],
      [5, 15, 15],
    ]);
  });

  test('of each signal what was read of that, whichever is drawn', () => {
    const history = shown();
    notePoints(history, 'rss', [point(1, 50)], []);
    const figures = { heapInuse: 99, rss: 70 };
    noteReading(history, { atMs: 2, instance: 'a', figures });
    notePoints(history, 'rss', [point(2, 50)], []);
    noteReading(history, reading(3, 15));
    notePoints(history, 'heapInuse', [point(3, 11)], []);
    expect(history.followed.get('rss')?.points.at(-1)?.peak).toBe(70);
    expect(pointsOf(history)).toEqual([
      [1, 10, 10],
      [3, 11, 99],
    ]);
  });

  test('nothing is gathered before a signal is followed', () => {
    const history = newHistory();
    noteReading(history, reading(1, 99));
    expect(history.followed.size).toBe(0);
  });
});

describe('the end of a life', () => {
  test('leaves the top of its tooth', () => {
    const history = shown();
    for (const [atMs, value] of [
      [2, 20],
      [3, 40],
    ] as const) {
      noteReading(history, reading(atMs, value));
    }
    noteEnd(history, 3, [3]);
    noteReading(history, reading(4, 5));
    notePoints(history, 'heapInuse', [point(4, 5)], [3]);
    expect(pointsOf(history)).toEqual([
      [1, 10, 10],
      [3, 20, 40],
      [4, 5, 5],
    ]);
  });

  test('that is only known with the second reading of the next one takes nothing of that', () => {
    const history = shown();
    for (const [atMs, value] of [
      [2, 20],
      [3, 40],
      [4, 3],
    ] as const) {
      noteReading(history, reading(atMs, value));
    }
    noteEnd(history, 3, [3]);
    noteReading(history, reading(5, 7));
    notePoints(history, 'heapInuse', [point(4, 3)], [3]);
    expect(pointsOf(history)).toEqual([
      [1, 10, 10],
      [3, 20, 40],
      [4, 3, 7],
    ]);
  });
});

test('the most of what the limit counts stands beside the points, over the end of a life too', () => {
  const history = newHistory();
  history.counted = 'rss';
  notePoints(history, 'heapInuse', [point(1, 10)], []);
  const rss = (atMs: number, value: number): Reading => ({
    ...{ atMs, instance: 'a', figures: { heapInuse: 10, rss: value } },
  });
  for (const [atMs, value] of [
    [2, 70],
    [3, 90],
    [4, 60],
  ] as const) {
    noteReading(history, rss(atMs, value));
  }
  notePoints(history, 'heapInuse', [point(4, 10)], []);
  noteReading(history, rss(5, 95));
  noteReading(history, rss(7, 20));
  noteEnd(history, 6, [6]);
  const heights = history.followed
    .get('heapInuse')
    ?.points.map(({ atMs, counted }) => [atMs, counted]);
  expect(heights).toEqual([
    [1, undefined],
    [4, 90],
    [5, 95],
  ]);
});
