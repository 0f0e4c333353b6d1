import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateCapture } from '../../src/incident/estimate-capture.ts';
import { lookPauseMs } from '../../src/incident/look-pause.ts';
import { timeToLimitMs, withMemory } from '../../src/incident/memory-history.ts';
import {
  captureCost,
  planRecording,
  type RecordedLife,
  type Recording,
} from '../../src/incident/plan-recording.ts';
import { type Recorded, thinRecordings } from '../../src/incident/thin-recordings.ts';
import { defaultRecorder, type MemoryNow } from '../../src/model/recorder.ts';

const second = 1000;
const minute = 60 * second;
const mib = 2 ** 20;

function look(over: Partial<MemoryNow>): MemoryNow {
  return {
    atMs: 0,
    startAtMs: null,
    usedBytes: 100 * mib,
    residentBytes: 100 * mib,
    peakBytes: null,
    limitBytes: 1000 * mib,
    ...over,
  };
}

describe('whether a capture is due', () => {
  const life: RecordedLife = {
    startAtMs: 0,
    newestAtMs: null,
    highestBytes: 100 * mib,
    tookMs: 40,
    cost: { bytes: mib, isMeasured: true },
  };
  const taken = (newestAtMs: number, over: Partial<RecordedLife> = {}) => ({
    ...life,
    newestAtMs,
    ...over,
  });
  test.each<[string, Partial<MemoryNow>, RecordedLife, number | null, Recording | null]>([
    ['a process that has just started', { atMs: 4 * second }, life, null, null],
    ['its baseline', { atMs: 5 * second }, life, null, 'first'],
    ['one that has long been running when it is first seen', { atMs: 9e9 }, life, null, 'first'],
    ['young: no closer than the least interval', { atMs: 30 * second }, taken(21e3), null, null],
    ['young', { atMs: 30 * second }, taken(20e3), null, 'age'],
    ['old: 8 % of its age', { atMs: 100 * minute }, taken(93 * minute), null, null],
    ['old', { atMs: 100 * minute }, taken(92 * minute), null, 'age'],
    ['the limit is a minute off', { atMs: 100 * minute }, taken(6e6 - 14e3), minute, null],
    ['the limit is a minute off', { atMs: 100 * minute }, taken(6e6 - 15e3), minute, 'limit-near'],
    ['at the limit: two a second', { atMs: 6e6 }, taken(6e6 - 499, { tookMs: 10 }), 0, null],
    [
      'at the limit: two a second',
      { atMs: 6e6 },
      taken(6e6 - 500, { tookMs: 10 }),
      0,
      'limit-near',
    ],
    ['slow ones are further apart', { atMs: 6e6 }, taken(6e6 - 9e3, { tookMs: 400 }), 0, null],
    ['slow ones', { atMs: 6e6 }, taken(6e6 - 10e3, { tookMs: 400 }), 0, 'limit-near'],
    ['a new height', { atMs: 6e6, usedBytes: 163 * mib }, taken(6e6 - second), null, 'high-water'],
    ['no new height', { atMs: 6e6, usedBytes: 162 * mib }, taken(6e6 - second), null, null],
    [
      'a new height without a limit',
      { atMs: 6e6, usedBytes: 113 * mib, limitBytes: null },
      taken(6e6 - second),
      null,
      'high-water',
    ],
    ['room for two', { atMs: 6e6, usedBytes: 998 * mib }, taken(9), null, 'age'],
    ['room for less than two', { atMs: 6e6, usedBytes: 999 * mib }, taken(9), null, 'no-room'],
    ['no limit is known', { atMs: 6e6, limitBytes: null }, taken(9), null, 'age'],
    [
      'no room for the first',
      { atMs: 6e6, usedBytes: 990 * mib },
      { ...life, cost: { bytes: 6 * mib, isMeasured: false } },
      null,
      'no-room',
    ],
  ])('%s', (_, now, recorded, restMs, due) => {
    expect(planRecording(look(now), recorded, restMs, defaultRecorder)).toBe(due);
  });
});

test.each<[string, Partial<MemoryNow>, Partial<MemoryNow>, number, number]>([
  ['the peak rose', { peakBytes: 120 }, { peakBytes: 150, residentBytes: 110 }, 5, 50],
  ['it was higher before', { peakBytes: 300 }, { peakBytes: 300, residentBytes: 130 }, 5, 30],
  ['it freed memory', { peakBytes: 300 }, { peakBytes: 300, residentBytes: 60 }, 5, 5],
  ['nobody tells the peak', {}, { residentBytes: 107 }, 5, 7],
])('what a capture cost: %s', (_, before, after, bytes, cost) => {
  const at = { usedBytes: 100, residentBytes: 100 };
  expect(captureCost(look({ ...at, ...before }), look({ ...at, ...after }), bytes)).toBe(cost);
});

test.each([
  ['of a small program', 50, 10, 2.4],
  ['of a large one', 1536, 10, 14],
  ['of one with many goroutines', 512, 50_000, 18.2],
])(
  'before one was measured, a capture %s is taken to cost %d MiB',
  (_, usedMib, goroutines, cost) => {
    const bytes = estimateCapture(look({ usedBytes: usedMib * mib }), { goroutines });
    expect(bytes / mib).toBeCloseTo(cost, 1);
  },
);

describe('the time to the limit', () => {
  const ramp = (bytesPerSecond: number, seconds: number, noise = 0) => {
    let history: readonly MemoryNow[] = [];
    for (let i = 0; i <= seconds; i++) {
      const usedBytes = 100e6 + bytesPerSecond * i + (i % 5) * noise;
      const now = look({ atMs: i * second, usedBytes, limitBytes: 1e9 });
      history = withMemory(history, now, i * second);
    }
    return history;
  };
  test('of a straight ramp is what is left over the rate', () => {
    expect(timeToLimitMs(ramp(1e6, 100))).toBeCloseTo(800 * second, -2);
  });
  test('sees through collections', () => {
    const rest = timeToLimitMs(ramp(1e6, 400, 2e6)) ?? 0;
    expect(Math.abs(rest - 500 * second)).toBeLessThan(60 * second);
  });
  test('of what does not rise, or has no limit, is unknown', () => {
    expect(timeToLimitMs(ramp(0, 100, 3e6))).toBeNull();
    expect(timeToLimitMs(ramp(1e6, 2))).toBeNull();
    const without = ramp(1e6, 100).map((each) => ({ ...each, limitBytes: null }));
    expect(timeToLimitMs(without)).toBeNull();
  });
  test.each([40, 3600])(
    'is known again soon after the clock was set back by %d s',
    (backSeconds) => {
      let history: readonly MemoryNow[] = [];
      const rests = Array.from({ length: 120 }, (_, i) => {
        const atMs = (i - (i < 60 ? 0 : backSeconds)) * second;
        history = withMemory(
          history,
          look({ atMs, usedBytes: 100e6 + 5e6 * i, limitBytes: 1e9 }),
          600e3,
        );
        return timeToLimitMs(history);
      });
      expect(rests.slice(64).filter((rest) => rest === null)).toEqual([]);
      expect(rests.at(-1)).toBeLessThan(62 * second);
    },
  );
  test('is told from few looks, however long the life', () => {
    expect(ramp(1e3, 5000).length).toBeLessThanOrEqual(64);
  });
});

describe('how long until the next look', () => {
  const level = (share: number | null, told = true) => [
    look({
      usedBytes: (share ?? 1) * 1e9,
      limitBytes: share === null ? null : 1e9,
      ...(told ? { isKillTold: true } : {}),
    }),
  ];
  test.each([
    ['far from the limit', level(0.3), 3 * minute, 2_000],
    ['without a limit', level(null), 3 * minute, 2_000],
    ['five minutes old', level(0.3), 5 * minute, 3_000],
    ['of an old life', level(0.3), 60 * minute, 4_000],
    ['of an old life of whose end looks alone tell', level(0.3, false), 60 * minute, 2_000],
    ['of an old life without a limit', level(null, false), 60 * minute, 4_000],
    ['old, past half of the limit', level(0.6), 60 * minute, 1_000],
    ['of a young life', level(0.3), minute / 2, 1_000],
    ['past half of the limit', level(0.5), 3 * minute, 1_000],
    ['before the first', [], 0, 1_000],
  ])('%s', (_, history, ageMs, pauseMs) => {
    expect(lookPauseMs(history, ageMs)).toBe(pauseMs);
  });
  test('the limit is eight looks away, or reached in a moment', () => {
    const rise = (bytesPerSecond: number) =>
      [0, 1, 2, 3].map((i) =>
        look({ atMs: i * second, usedBytes: i * bytesPerSecond, limitBytes: 1e9 }),
      );
    expect(lookPauseMs(rise(1e8), 4 * second)).toBeCloseTo(875);
    expect(lookPauseMs(rise(3e8), 4 * second)).toBe(250);
  });
});

/** A life under the recorder, look by look, as the flow drives it. */
function fly(about: {
  readonly lifeSeconds: number;
  readonly usedAt: (second: number) => number;
  readonly tookMs: number;
  readonly startAtMs: number;
  readonly ring: readonly Recorded[];
}) {
  let ring = about.ring;
  let history: readonly MemoryNow[] = [];
  let newest: Recorded | null = null;
  let highestBytes = 0;
  let leftOut = false;
  let most = 0;
  for (let ageMs = 0; ageMs < about.lifeSeconds * second; ageMs += lookPauseMs(history, ageMs)) {
    const usedBytes = about.usedAt(ageMs / second);
    const now = look({ atMs: about.startAtMs + ageMs, usedBytes });
    history = withMemory(history, now, ageMs);
    const life: RecordedLife = {
      startAtMs: about.startAtMs,
      newestAtMs: newest?.atMs ?? null,
      highestBytes,
      tookMs: about.tookMs,
      cost: { bytes: mib, isMeasured: true },
    };
    const why = planRecording(now, life, timeToLimitMs(history), defaultRecorder);
    leftOut = why === 'no-room';
    if (why === null || why === 'no-room') continue;
    newest = {
      id: `${about.startAtMs}-${ageMs}`,
      atMs: now.atMs,
      lifeStartAtMs: about.startAtMs,
      bytes: 20_000,
      usedBytes,
    };
    highestBytes = Math.max(highestBytes, usedBytes);
    ring = thinRecordings([...ring, newest], defaultRecorder);
    most = Math.max(most, ring.length);
  }
  return { ring, newest, leftOut, most };
}

const curve = fc.record({
  lifeSeconds: fc.integer({ min: 6, max: 3000 }),
  bend: fc.double({ min: 0.3, max: 3, noNaN: true }),
  swing: fc.double({ min: 0, max: 0.4, noNaN: true }),
  tookMs: fc.integer({ min: 5, max: 2000 }),
});

test('whatever the curve, a life ends with a capture of its last tenth, as near as the schedule permits', () => {
  fc.assert(
    fc.property(curve, ({ lifeSeconds, bend, swing, tookMs }) => {
      const usedAt = (i: number) => {
        const base = 50 + 950 * (i / lifeSeconds) ** bend;
        return mib * Math.min(999, base * (1 - swing * ((i % 17) / 17)));
      };
      const { newest, leftOut } = fly({ lifeSeconds, usedAt, tookMs, startAtMs: 0, ring: [] });
      const backMs = lifeSeconds * second - (newest?.atMs ?? 0);
      const permittedMs = Math.max(
        lifeSeconds * second * 0.1,
        defaultRecorder.minIntervalMs + second,
        tookMs * 25 + second,
      );
      expect(newest).not.toBeNull();
      expect(leftOut || backMs <= permittedMs, `${backMs} ms back`).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a straight ramp of a minute has one of its last three seconds', () => {
  const usedAt = (i: number) => mib * (50 + (900 * i) / 60);
  const { newest } = fly({ lifeSeconds: 60, usedAt, tookMs: 30, startAtMs: 0, ring: [] });
  expect(newest?.atMs).toBeGreaterThanOrEqual(57 * second);
});

test('the ring is bounded over all lives, and of the present one holds the first, the highest and the newest', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 6, max: 900 }), { minLength: 1, maxLength: 6 }),
      (lives) => {
        let ring: readonly Recorded[] = [];
        let startAtMs = 0;
        for (const lifeSeconds of lives) {
          const usedAt = (i: number) => mib * (100 + 800 * Math.sin((3 * i) / lifeSeconds));
          const flown = fly({ lifeSeconds, usedAt, tookMs: 20, startAtMs, ring });
          expect(flown.most).toBeLessThanOrEqual(defaultRecorder.maxCaptures);
          ring = flown.ring;
          const life = ring.filter((one) => one.lifeStartAtMs === startAtMs);
          const firstMs = (life[0]?.atMs ?? 0) - startAtMs;
          expect(firstMs).toBeGreaterThanOrEqual(5 * second);
          expect(firstMs).toBeLessThan(6 * second);
          expect(life.at(-1)).toBe(flown.newest);
          startAtMs += (lifeSeconds + 10) * second;
        }
        const kept = Map.groupBy(ring, ({ lifeStartAtMs }) => lifeStartAtMs);
        expect(kept.size).toBe(Math.min(lives.length, 1 + defaultRecorder.pastLives));
        for (const life of [...kept.values()].slice(0, -1))
          expect(life.length).toBeLessThanOrEqual(4);
      },
    ),
    { numRuns: 30 },
  );
});

test('a start that is told a few seconds later keeps the first of its life', () => {
  const recordings = Array.from(
    { length: 200 },
    (_, i): Recorded => ({
      ...{ id: String(i), bytes: 1, usedBytes: i },
      atMs: 1e6 + i * 10 * second,
      // Set on by five seconds after a tenth of the time.
      lifeStartAtMs: 1e6 + (i < 20 ? 0 : 5 * second),
    }),
  );
  const kept = thinRecordings(recordings, { ...defaultRecorder, pastLives: 0 });
  expect(kept[0]?.id).toBe('0');
  expect(kept).toHaveLength(defaultRecorder.maxCaptures);
});

const someRing = fc.array(
  fc.record({
    atMs: fc.integer({ min: 0, max: 1e6 }),
    life: fc.integer({ min: 0, max: 3 }),
    bytes: fc.integer({ min: 1, max: 40e6 }),
    usedBytes: fc.option(fc.integer({ min: 0, max: 1e9 })),
  }),
  { maxLength: 80 },
);

test('thinning keeps the bounds, and what a life is nothing without', () => {
  fc.assert(
    fc.property(someRing, (some) => {
      const recordings = some.map(
        ({ life, ...one }, i): Recorded => ({
          ...one,
          id: String(i),
          atMs: life * 2e6 + one.atMs,
          lifeStartAtMs: life * 2e6,
        }),
      );
      const kept = thinRecordings(recordings, defaultRecorder);
      expect(kept.length).toBeLessThanOrEqual(defaultRecorder.maxCaptures);
      expect(kept.every((one) => recordings.includes(one))).toBe(true);
      const presentMs = Math.max(...recordings.map(({ lifeStartAtMs }) => lifeStartAtMs));
      const of = (all: readonly Recorded[]) =>
        all.filter((one) => one.lifeStartAtMs === presentMs).toSorted((a, b) => a.atMs - b.atMs);
      const [before, after] = [of(recordings), of(kept)];
      expect(after[0]?.atMs).toBe(before[0]?.atMs);
      expect(after.at(-1)?.atMs).toBe(before.at(-1)?.atMs);
      const height = (life: readonly Recorded[]) =>
        Math.max(0, ...life.map(({ usedBytes }) => usedBytes ?? 0));
      expect(height(after)).toBe(height(before));
      const bytes = kept.reduce((sum, one) => sum + one.bytes, 0);
      expect(bytes <= defaultRecorder.maxBytes || kept.length <= 3).toBe(true);
    }),
  );
});

test('what remains of a life that nears its limit lies ever further apart the older it is', () => {
  const usedAt = (i: number) => mib * (100 + (890 * i) / 4000);
  const { ring } = fly({ lifeSeconds: 4000, usedAt, tookMs: 20, startAtMs: 0, ring: [] });
  const times = ring.map(({ atMs }) => Math.round(atMs / second));
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
  const half = gaps.length >> 1;
  const sum = (part: readonly number[]) => part.reduce((total, gap) => total + gap, 0);
  expect(sum(gaps.slice(0, half))).toBeGreaterThan(sum(gaps.slice(half)));
});
