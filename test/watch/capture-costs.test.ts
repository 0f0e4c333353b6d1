import { expect, test } from 'vitest';
import { hasRoom } from '../../src/incident/plan-recording.ts';
import type { MemoryNow } from '../../src/model/recorder.ts';
import { CaptureCosts } from '../../src/watch/capture-costs.ts';
import { newTargetState } from '../../src/watch/target-state.ts';
import { target } from '../support/fake-world.ts';

const mib = 2 ** 20;
const minute = 60_000;

/** A process of 100 MiB unless told otherwise. */
function memory(over: { atMs?: number; used?: number; peak?: number; limit?: number }): MemoryNow {
  const { atMs = 0, used = 100, peak = used, limit = 1024 } = over;
  return {
    ...{ atMs, startAtMs: 0, usedBytes: used * mib, residentBytes: used * mib },
    ...{ peakBytes: peak * mib, limitBytes: limit * mib },
  };
}

test('what the program itself took while a small profile was read is not what a capture costs', () => {
  const book = new Map<string, number>();
  new CaptureCosts(book).note(
    newTargetState(target('shop')),
    ...[memory({}), memory({ used: 110, peak: 650 }), 50_000],
  );
  const another = newTargetState(target('shop'));
  const afterRestart = new CaptureCosts(new Map(book));
  expect(hasRoom(memory({}), afterRestart.of(another, memory({})))).toBe(true);
  // What a profile of its size may well cost is still kept free.
  expect(book.get('shop')).toBeGreaterThan(16 * mib);
});

test('a large profile may cost as much as was seen', () => {
  const book = new Map<string, number>();
  const rise = memory({ peak: 180 });
  new CaptureCosts(book).note(newTargetState(target('shop')), memory({}), rise, mib);
  expect(book.get('shop')).toBe(80 * mib);
});

test('a cost that forbids captures falls with time to what is likely, and no further', () => {
  const costs = new CaptureCosts(new Map());
  const state = newTargetState(target('shop'));
  // Its profile has 400 KB, which were some 6 MiB of memory.
  costs.note(state, memory({}), memory({ peak: 122 }), 400_000);
  const full = (atMs: number) => memory({ atMs, limit: 110 });
  const costAt = (untilMinute: number, fromMinute = 0) => {
    for (let at = fromMinute * minute; at <= untilMinute * minute; at += 1000) {
      costs.refused(state, full(at));
    }
    return costs.of(state, full(0)).bytes / mib;
  };
  expect(costAt(9)).toBe(22);
  expect(costAt(11, 9)).toBe(11);
  expect(costAt(24 * 60, 11)).toBeCloseTo(6.1, 1);
});

test('a clock that is set back delays that by no more than it takes anyway', () => {
  const costs = new CaptureCosts(new Map([['shop', 22 * mib]]));
  const state = newTargetState(target('shop'));
  for (const at of [600, 0, 11]) costs.refused(state, memory({ atMs: at * minute, limit: 110 }));
  expect(costs.of(state, memory({})).bytes).toBe(11 * mib);
});

test('what none has measured does not fall', () => {
  const costs = new CaptureCosts(new Map());
  const state = newTargetState(target('shop'));
  const before = costs.of(state, memory({}));
  for (const at of [0, 11, 22]) costs.refused(state, memory({ atMs: at * minute }));
  expect(costs.of(state, memory({}))).toEqual(before);
});
