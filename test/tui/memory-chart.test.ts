import { describe, expect, test } from 'vitest';
import type { Timeline } from '../../src/model/timeline.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { chartSpan } from '../../src/tui/chart-span.ts';
import { memoryChart } from '../../src/tui/memory-chart.ts';
import { expectGolden } from '../support/golden.ts';
import { countedTarget, nowMs } from '../support/snapshots.ts';
import { verdict } from '../support/verdict.ts';

const mib = 2 ** 20;

/** 500 points a second apart: a stair of five levels, `peak` above the floor at the first five points alone. */
function stair(height: number, peak = 1): Timeline {
  const points = Array.from({ length: 500 }, (_, i) => {
    const floor = (100 + 40 * Math.floor(i / 100)) * height;
    return { atMs: nowMs - (499 - i) * 1000, floor, peak: i < 5 ? floor * peak : floor };
  });
  return { signal: 'rss', points, lifeEnds: [] };
}

/** A leak whose newest level is far above what an earlier window shows. */
function leak(height: number, limit: number): Verdict {
  return verdict('leak', 'alarm', {
    ...{ signal: 'rss', atMs: nowMs, value: 260 * height, floor: 260 * height },
    ...{ limitBytes: limit, timeToLimitSeconds: 1800, timeToLimitInterval: [1600, 2100] },
    ...{ leakRatePerSecond: 0.4 * height },
  });
}

function drawn(
  timeline: Timeline,
  of: Verdict | null,
  endMs: number | null = nowMs - 110_000,
  height = 11,
) {
  const span = chartSpan(timeline, of, { spanMs: 60_000, endMs }, nowMs);
  if (span === null) throw new Error('no chart');
  const input = { timeline, verdict: of, captures: [], span, atMs: nowMs, tone: 'bad' } as const;
  const lines = memoryChart(input, 80, height);
  return lines.map((line) => line.map(({ text }) => text).join(''));
}

describe('a window that shows one level only', () => {
  test.each([
    ['a limit far above', stair(mib), leak(mib, 1000 * 260 * mib)],
    ['a cone far above', stair(mib), leak(mib, 300 * mib)],
    ['peaks elsewhere', stair(mib, 1.5), null],
    ['a limit within reach', stair(2 ** 12), leak(2 ** 12, 2 ** 21)],
  ])('is drawn at once with %s', (_, timeline, of) => {
    const beganMs = performance.now();
    for (const endMs of [nowMs - 110_000, nowMs - 300_000, null]) drawn(timeline, of, endMs);
    expect(performance.now() - beganMs).toBeLessThan(1000);
  });

  test('has the level in its middle, and not a line a byte', () => {
    const rows = drawn(stair(mib), null).slice(0, 9);
    const level = rows.findIndex((row) => /⠤⠤⠤|⠒⠒⠒|⣀⣀⣀|⠉⠉⠉/.test(row));
    expect(level).toBeGreaterThan(2);
    expect(level).toBeLessThan(7);
  });
});

test('what the limit counts is drawn above the signal, and the cone begins there', () => {
  const { timeline, verdict: of } = countedTarget();
  const span = chartSpan(timeline, of, { spanMs: null, endMs: null }, nowMs);
  if (timeline === null || span === null) throw new Error('no chart');
  const input = { timeline, verdict: of, captures: [], span, atMs: nowMs, tone: 'bad' } as const;
  const lines = memoryChart(input, 120, 24);
  const text = lines
    .map((line) =>
      line
        .map((one) => one.text)
        .join('')
        .trimEnd(),
    )
    .join('\n');
  expectGolden('tui/counted-120x24.txt', `${text}\n`);
});

test('the line of floors goes on to the edges of a window between two points', () => {
  const points = [nowMs - 100_000, nowMs - 1000].map((atMs, i) => ({
    atMs,
    floor: (100 + 100 * i) * mib,
    peak: (100 + 100 * i) * mib,
  }));
  const rows = drawn({ signal: 'rss', points, lifeEnds: [] }, null, nowMs - 20_000).slice(0, 8);
  const columns = rows.join('').match(/[⠁-⣿]/g) ?? [];
  expect(columns.length).toBeGreaterThan(60);
});

test('a legend shortens entries before it leaves out whole ones, what ended a life last', () => {
  const limit = verdict('leak', 'alarm', {
    ...{ signal: 'rss', atMs: nowMs, value: 200 * mib, floor: 200 * mib, limitBytes: 1024 * mib },
    leakRatePerSecond: mib,
  });
  const timeline: Timeline = {
    ...stair(mib, 1.5),
    lifeEnds: [{ atMs: nowMs - 100_000, cause: 'oom', inferred: false }],
  };
  const span = chartSpan(timeline, limit, { spanMs: null, endMs: null }, nowMs);
  if (span === null) throw new Error('no chart');
  const input = { timeline, verdict: limit, captures: [], span, atMs: nowMs, tone: 'bad' } as const;
  const legend = (width: number) =>
    memoryChart(input, width, 11)
      .at(-1)
      ?.map(({ text }) => text)
      .join('')
      .trimEnd();
  const all = 'K OOM  ╌ limit 1 GiB  ⠤ floor of rss  ⠕ peaks  ⠢ forecast';
  expect(legend(100)).toBe(all);
  expect(legend(54)).toBe('K OOM  ╌ limit  ⠤ rss  ⠕ peaks  ⠢ forecast');
  expect(legend(28)).toBe('K OOM  ╌ limit  ⠤ rss');
});

test("a bare value's limit is written as the value is, in the legend as at the axis", () => {
  const of: Verdict = { ...leak(1e9, 6e9), signal: 'value' };
  const timeline: Timeline = { ...stair(1e9), signal: 'value' };
  const span = chartSpan(timeline, of, { spanMs: null, endMs: null }, nowMs);
  if (span === null) throw new Error('no chart');
  const drawn = memoryChart(
    { timeline, verdict: of, captures: [], span, atMs: nowMs, tone: 'bad' },
    100,
    11,
  );
  const text = drawn.map((line) => line.map((part) => part.text).join('')).join('\n');
  expect(text).toContain('limit 6 000 000 000');
  expect(text).not.toContain('GiB');
});

test('a legend has no mark of a row that is not drawn', () => {
  const timeline = stair(mib, 1.5);
  const span = chartSpan(timeline, null, { spanMs: null, endMs: null }, nowMs);
  if (span === null) throw new Error('no chart');
  const firings = [{ firedAtMs: nowMs - 30_000, resolvedAtMs: null }];
  const input = { timeline, verdict: null, captures: [], span, atMs: nowMs, firings } as const;
  for (const [height, count] of [
    [8, 0],
    [9, 2],
  ] as const) {
    const lines = memoryChart({ ...input, tone: 'bad' }, 100, height);
    const text = lines.map((line) => line.map((one) => one.text).join('')).join('\n');
    expect(lines).toHaveLength(height);
    expect(text.match(/▲/g) ?? []).toHaveLength(count);
  }
});

test('an axis of things that are counted has no halves', () => {
  const points = Array.from({ length: 50 }, (_, i) => ({
    ...{ atMs: nowMs - (49 - i) * 1000, floor: i % 2, peak: i % 2 },
  }));
  const rows = drawn({ signal: 'goroutines', points, lifeEnds: [] }, null, null, 40);
  const labels = rows.flatMap((row) => / ([\d.]+) ┤/.exec(row)?.[1] ?? []);
  expect(labels.length).toBeGreaterThan(1);
  expect(labels.filter((label) => label.includes('.'))).toEqual([]);
});

test('the time axis has the date where the day changes, and before today', () => {
  const points = Array.from({ length: 25 }, (_, i) => ({
    ...{ atMs: nowMs - (24 - i) * 3_600_000, floor: (10 + i) * mib, peak: (10 + i) * mib },
  }));
  const timeline = { signal: 'rss', points, lifeEnds: [] } as const;
  const span = chartSpan(timeline, null, { spanMs: null, endMs: null }, nowMs);
  if (span === null) throw new Error('no chart');
  const input = { timeline, verdict: null, captures: [], span, atMs: nowMs, tone: 'bad' } as const;
  const text = memoryChart(input, 140, 11).map((line) => line.map((one) => one.text).join(''));
  const axis = text.find((line) => line.includes('11-22 ')) ?? '';
  expect(axis.match(/11-21 \d\d:00/g)).toHaveLength(1);
  expect(axis.match(/11-22 \d\d:00/g)).toHaveLength(1);
  expect(axis.match(/\d\d:00/g)?.length).toBeGreaterThan(3);
});

test('a window is no narrower than four steps of the points', () => {
  const points = Array.from({ length: 50 }, (_, i) => ({
    ...{ atMs: nowMs - (49 - i) * 60_000, floor: mib, peak: mib },
  }));
  const timeline = { signal: 'rss', points, lifeEnds: [] } as const;
  const window = { spanMs: null, endMs: null };
  expect(chartSpan(timeline, null, window, nowMs)?.leastMs).toBe(240_000);
  expect(chartSpan(stair(mib), null, window, nowMs)?.leastMs).toBe(10_000);
});
