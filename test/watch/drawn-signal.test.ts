import { describe, expect, test } from 'vitest';
import type { TimelinePoint } from '../../src/model/timeline.ts';
import { drawnSignal } from '../../src/watch/drawn-signal.ts';
import {
  newHistory,
  type ShownSignal,
  type SignalHistory,
} from '../../src/watch/signal-history.ts';

const ends = [100, 200];

/** `heapLive` is drawn, with both teeth; another signal has been seen since `otherFrom`. */
function drawn(other: ShownSignal, otherFrom: number, heapLiveTo = 300): SignalHistory {
  const history = newHistory({ signal: 'heapLive', points: points(0, heapLiveTo), lifeEnds: [] });
  history.followed.set(other, { points: points(otherFrom, 300), open: null, newest: null });
  return history;
}

function points(from: number, to: number): TimelinePoint[] {
  return Array.from({ length: to - from + 1 }, (_, i) => ({ atMs: from + i, floor: i, peak: i }));
}

describe('what is on the screen does not begin anew', () => {
  test.each<[what: string, other: ShownSignal, from: number, floors: number, heapLiveTo?: number]>([
    ['a young life is judged by another signal', 'rss', 201, 10],
    ['the other signal sees the same memory, for however long', 'heapInuse', 201, 90],
    ['the other signal has as many teeth, and is seen for a moment', 'heapInuse', 50, 10],
    ['the other signal lacks a tooth', 'heapInuse', 150, 90],
    ['nothing is read of the drawn one for a moment', 'rss', 201, 10, 290],
  ])('%s', (_, signal, from, floors, heapLiveTo) => {
    const rested = { signal, isOfConcern: true, ends, floors };
    expect(drawnSignal(drawn(signal, from, heapLiveTo), rested)).toBe('heapLive');
  });

  test('for a verdict of no concern', () => {
    const rested = { signal: 'rss', isOfConcern: false, ends, floors: 90 } as const;
    expect(drawnSignal(drawn('rss', 201), rested)).toBe('heapLive');
  });
});

test('that nothing is known yet of goroutines takes no teeth away', () => {
  const rested = { signal: 'goroutines', isOfConcern: false, ends, floors: 1 } as const;
  expect(drawnSignal(drawn('goroutines', 201), rested)).toBe('heapLive');
});

describe('what the verdict rests on is drawn', () => {
  test.each<[what: string, other: ShownSignal, from: number, floors: number, heapLiveTo?: number]>([
    ['it has as many teeth', 'heapInuse', 50, 24],
    ['it is of concern and was seen for a while', 'rss', 201, 24],
    ['it counts something else that is of concern', 'goroutines', 201, 1],
    ['nothing is read any more of the other', 'heapInuse', 201, 90, 200],
  ])('%s', (_, signal, from, floors, heapLiveTo) => {
    const rested = { signal, isOfConcern: true, ends, floors };
    expect(drawnSignal(drawn(signal, from, heapLiveTo), rested)).toBe(signal);
  });

  test('in a first life, whatever was drawn', () => {
    const rested = { signal: 'rss', isOfConcern: false, ends: [], floors: 1 } as const;
    expect(drawnSignal(drawn('rss', 201), rested)).toBe('rss');
  });

  test('where nothing was', () => {
    const rested = { signal: 'rss', isOfConcern: false, ends, floors: 1 } as const;
    expect(drawnSignal(newHistory(), rested)).toBe('rss');
  });
});
