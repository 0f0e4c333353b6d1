import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Timeline } from '../../src/model/timeline.ts';
import type { MemoryChart } from '../../src/render/memory/chart-input.ts';
import { memoryChart } from '../../src/render/memory/memory-chart.ts';
import { expectGolden } from '../support/golden.ts';
import { countedTarget, incident, leakTarget } from '../support/snapshots.ts';

const wide = { width: 960, height: 320 };
const phone = { width: 380, height: 300 };

/** The chart of the made-up incident; what a test is about goes into `over`. */
function ofIncident(over: Partial<MemoryChart> = {}): MemoryChart {
  const { timeline, verdict, captures, firedAtMs, resolvedAtMs } = incident();
  if (timeline === undefined) throw new Error('the made-up incident has a timeline');
  return { timeline, verdict, captures, fired: { firedAtMs, resolvedAtMs }, ...over };
}

function drawn(over: Partial<MemoryChart> = {}, size = wide): string {
  return memoryChart(ofIncident(over), size)?.html ?? '';
}

test.each([
  ['wide', wide],
  ['phone', phone],
] as const)('the whole picture, %s', (name, size) => {
  expectGolden(`render/memory-chart-${name}.svg`, `${drawn({}, size)}\n`);
});

test('what the limit counts is a line of its own, named, and the cone begins where it stands', () => {
  const { timeline, verdict } = countedTarget();
  if (timeline === null || verdict === null) throw new Error('the made-up target has both');
  const svg = memoryChart({ timeline, verdict }, wide)?.html ?? '';
  const [, line = ''] = /class="counted" d="([^"]+)"/.exec(svg) ?? [];
  const [, cone = ''] = /class="cone" points="(\S+)/.exec(svg) ?? [];
  const heightOf = (spot: string) => Number(spot.split(',')[1]);
  expect(Math.abs(heightOf(line.split('L').at(-1) ?? '') - heightOf(cone))).toBeLessThan(3);
  expect(svg).toContain('rss, which the limit counts');
  expect(svg).toContain('rss, which the limit counts, stood at 173.8 MiB at last');
});

/** A picture's box of an element, by the numbers that it was given. */
function boxOf(
  svg: string,
  pattern: RegExp,
): Record<'x' | 'y' | 'width' | 'height', number> | null {
  const { x, y, width, height } = pattern.exec(svg)?.groups ?? {};
  if (x === undefined) return null;
  return { x: Number(x), y: Number(y), width: Number(width), height: Number(height) };
}

test.each([
  ['wide', wide],
  ['phone', phone],
] as const)('the name of the limit is under no flag, whenever it fired (%s)', (_name, size) => {
  const { timeline } = ofIncident();
  const [fromMs, toMs] = [timeline.points[0]?.atMs ?? 0, timeline.points.at(-1)?.atMs ?? 0];
  for (let share = 0; share <= 1; share += 0.02) {
    const firedAtMs = fromMs + share * (toMs - fromMs);
    const svg = drawn({ fired: { firedAtMs, resolvedAtMs: null } }, size);
    const flag = boxOf(
      svg,
      /<rect x="(?<x>[\d.]+)" y="(?<y>[\d.]+)" width="(?<width>[\d.]+)" height="(?<height>[\d.]+)" rx="2"/,
    );
    const label = /class="limit-text" x="([\d.]+)" y="([\d.]+)"( text-anchor="end")?>([^<]*)</.exec(
      svg,
    );
    if (flag === null || label === null) throw new Error('both are drawn');
    const [, x, foot, isAtEnd, text = ''] = label;
    const from = Number(x) - (isAtEnd === undefined ? 0 : 7 * text.length);
    const isBeside = from >= flag.x + flag.width || flag.x >= from + 7 * text.length;
    const isBelow = Number(foot) - 11 >= flag.y + flag.height || flag.y >= Number(foot) + 3;
    expect(isBeside || isBelow, `fired at ${share} of the span`).toBe(true);
  }
});

test('the name of a limit far above is beside the cone that goes there', () => {
  const { verdict } = ofIncident();
  if (verdict === null) throw new Error('the made-up incident has a verdict');
  const far = { ...verdict, limitBytes: 64 * 1024 ** 3, timeToLimitSeconds: 28_000 };
  const at = (fired?: MemoryChart['fired']) => {
    const svg = drawn(
      { verdict: { ...far, timeToLimitInterval: [27_000, 30_000] }, ...(fired ? { fired } : {}) },
      phone,
    );
    const cone = /class="cone" points="([\d.]+),/.exec(svg)?.[1];
    const [, x, , text = ''] =
      /class="limit-text" x="([\d.]+)" y="([\d.]+)">(limit 64[^<]*↑)</.exec(svg) ?? [];
    return { cone: Number(cone), until: Number(x) + 7 * text.length };
  };
  const { cone, until } = at();
  expect(until).toBeLessThanOrEqual(cone);
});

test('less than two points are no chart', () => {
  const { timeline } = ofIncident();
  const one = { ...timeline, points: timeline.points.slice(0, 1) };
  expect(memoryChart(ofIncident({ timeline: one }), wide)).toBeNull();
});

test('each end of a life by its cause; dashed where only the value tells', () => {
  const { timeline } = ofIncident();
  const [first, second] = timeline.lifeEnds;
  if (first === undefined || second === undefined) throw new Error('there are two');
  const lifeEnds = [
    { ...first, cause: 'oom', inferred: true } as const,
    { ...second, cause: 'deploy' } as const,
  ];
  const svg = drawn({ timeline: { ...timeline, lifeEnds } });
  expect(svg).toContain('class="cliff oom inferred"');
  expect(svg).toContain('class="cliff deploy"');
  expect(svg).toContain('killed for want of memory (only the fall of the value tells)');
});

describe('the limit', () => {
  const { verdict } = ofIncident();
  if (verdict === null) throw new Error('there is one');

  test('in sight it is a line', () => {
    expect(drawn({ verdict: { ...verdict, limitBytes: 64 * 2 ** 20 } })).toContain(
      '<line class="limit"',
    );
  });

  test('far away it is a word: drawn to scale it would flatten all else', () => {
    const svg = drawn({ verdict: { ...verdict, limitBytes: 2 ** 33 } });
    expect(svg).not.toContain('<line class="limit"');
    expect(svg).toContain('limit 8 GiB ↑');
  });
});

test('a screen reader is told what is drawn', () => {
  const svg = drawn();
  expect(svg).toMatch(/role="img" aria-labelledby="m960x320-title m960x320-desc"/);
  expect(svg).toContain('<title id="m960x320-title">heapLive over 59 s</title>');
  expect(svg).toMatch(/<desc[^>]*>From 2026-11-22T20:14:04Z .* it crashed; .*<\/desc>/);
});

test('what does not leak has no forecast', () => {
  const { timeline, verdict } = leakTarget();
  if (timeline === null || verdict === null) throw new Error('there are both');
  const quiet = { ...verdict, leakRatePerSecond: null };
  const svg = memoryChart({ timeline, verdict: quiet }, wide)?.html;
  expect(svg).not.toContain('class="cone"');
});

test('whatever was read, every number in the picture is one', () => {
  const point = fc.record({
    step: fc.integer({ min: 1, max: 10_000_000 }),
    floor: fc.double({ min: 0, max: 1e13, noNaN: true }),
    above: fc.double({ min: 0, max: 1e12, noNaN: true }),
  });
  fc.assert(
    fc.property(
      fc.array(point, { minLength: 2, maxLength: 60 }),
      fc.constantFrom<Timeline['signal']>('heapLive', 'goroutines', 'value'),
      fc.boolean(),
      (steps, signal, isNarrow) => {
        let atMs = 1_700_000_000_000;
        const points = steps.map(({ step, floor, above }) => {
          atMs += step;
          return { atMs, floor, peak: floor + above };
        });
        const timeline: Timeline = { signal, points, lifeEnds: [] };
        const svg = memoryChart(ofIncident({ timeline }), isNarrow ? phone : wide)?.html ?? '';
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      },
    ),
    { numRuns: 60 },
  );
});
