import { describe, expect, test } from 'vitest';
import { Detector } from '../../src/detect/detector.ts';
import { defaultRule } from '../../src/model/default-rule.ts';
import type { FigureName, Reading } from '../../src/model/reading.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { random } from '../support/series-generator.ts';

/**
 * The same curves, whatever the step, the unit and what the page tells beside them: height by the part of
 * the span that has passed, 0 to 1, before 3 % of noise.
 */
const curves = {
  leak: (part: number) => 100 + 300 * part,
  flat: () => 250,
  step: (part: number) => (part < 0.4 ? 150 : 350),
  falling: (part: number) => 400 - 300 * part,
} as const;
const limit = 500;

type Curve = keyof typeof curves;
type Unit = { readonly figure: FigureName; readonly scale: number; readonly limited: boolean };

const units: Readonly<Record<string, Unit>> = {
  bytes: { figure: 'rss', scale: 2 ** 20, limited: true },
  'live bytes': { figure: 'heapLive', scale: 2 ** 20, limited: true },
  percent: { figure: 'value', scale: 0.2, limited: true },
  counts: { figure: 'goroutines', scale: 7, limited: false },
};

/** Steps with spans that a service of that step is watched for. */
const steps = [
  { step: '1 s', stepMs: 1000, ticks: 30_000 },
  { step: '15 s', stepMs: 15_000, ticks: 6000 },
  { step: '1 min', stepMs: 60_000, ticks: 2880 },
  { step: '10 min', stepMs: 600_000, ticks: 1000 },
  { step: '1 h', stepMs: 3_600_000, ticks: 480 },
  { step: '6 h', stepMs: 21_600_000, ticks: 60 },
] as const;

type About = {
  readonly stepMs: number;
  readonly ticks: number;
  readonly withLimit: boolean;
  readonly withStart: boolean;
};

function play(curve: Curve, { figure, scale }: Unit, about: About): Reading[] {
  const { stepMs, ticks, withLimit, withStart } = about;
  const next = random(3);
  const startMs = 1_700_000_000_000;
  return Array.from({ length: ticks }, (_, tick) => {
    const value = scale * curves[curve](tick / ticks) * (1 + 0.03 * (2 * next() - 1));
    return {
      atMs: startMs + tick * stepMs,
      instance: 'a',
      figures: { [figure]: figure === 'goroutines' ? Math.round(value) : value },
      ...(withLimit ? { limitBytes: scale * limit } : {}),
      ...(withStart ? { startAtMs: startMs } : {}),
    };
  });
}

/** The first alarm; judged some four hundred times on the way. */
function firstAlarm(readings: readonly Reading[]): Verdict | null {
  const detector = new Detector({ timeScale: 1 });
  const every = Math.ceil(readings.length / 400);
  for (const [i, reading] of readings.entries()) {
    detector.observe(reading);
    if (i % every !== 0) continue;
    const verdict = detector.judge(defaultRule.detect, reading.atMs);
    if (verdict.concern === 'alarm') return verdict;
  }
  return null;
}

const pages = Object.entries(units).flatMap(([unit, about]) =>
  [true, false]
    .filter((withLimit) => about.limited || !withLimit)
    .flatMap((withLimit) =>
      [true, false].map((withStart) => ({ unit, about, withLimit, withStart })),
    ),
);

describe.each(steps)('every $step', ({ stepMs, ticks }) => {
  // A start time says nothing of a curve in one life: the longest series are played once.
  const asked = pages.filter(({ withStart }) => stepMs > 1000 || !withStart);
  test.each(asked)('$unit, limit $withLimit, start $withStart', ({ about, ...given }) => {
    const of = (curve: Curve) => firstAlarm(play(curve, about, { ...given, stepMs, ticks }));
    expect(of('leak')).toMatchObject({ kind: 'leak', concern: 'alarm' });
    for (const curve of ['flat', 'step', 'falling'] as const) expect(of(curve)).toBeNull();
  });
});

describe('what a feed does to a series', () => {
  const about = { stepMs: 60_000, ticks: 4000, withLimit: true, withStart: true };
  const unit = units['bytes'] as Unit;
  const dirt: Readonly<Record<string, (clean: readonly Reading[]) => Reading[]>> = {
    gaps: (clean) => clean.filter((_, i) => i % 700 > 40 && i % 7 !== 3),
    duplicates: (clean) => clean.flatMap((one, i) => (i % 3 === 0 ? [one, one] : [one])),
    'out of order': (clean) =>
      clean.map((one, i) =>
        i % 10 === 4 ? (clean[i + 1] ?? one) : i % 10 === 5 ? (clean[i - 1] ?? one) : one,
      ),
    'values that are none': (clean) =>
      clean.map((one, i) =>
        i % 11 === 5
          ? { ...one, figures: { rss: i % 2 === 0 ? Number.NaN : Number.POSITIVE_INFINITY } }
          : one,
      ),
    'a clock that jumps ahead by a day': (clean) =>
      clean.map((one, i) => (i > 900 ? { ...one, atMs: one.atMs + 86_400_000 } : one)),
    'a clock that is set back by an hour': (clean) =>
      clean.map((one, i) => (i > 900 ? { ...one, atMs: one.atMs - 3_600_000 } : one)),
    'steps of any length': (clean) => {
      const next = random(9);
      return clean.filter(() => next() < 0.3);
    },
  };

  test.each(Object.keys(dirt))('%s: the same verdicts', (name) => {
    const of = (curve: Curve) => firstAlarm(dirt[name]?.(play(curve, unit, about)) ?? []);
    expect(of('leak')).toMatchObject({ kind: 'leak', concern: 'alarm' });
    for (const curve of ['flat', 'step', 'falling'] as const) expect(of(curve)).toBeNull();
  });
});

test('twenty points are enough for a leak that fills its limit, and for nothing else', () => {
  for (const stepMs of [60_000, 3_600_000, 21_600_000]) {
    const about = { stepMs, ticks: 20, withLimit: true, withStart: true };
    const of = (curve: Curve) => firstAlarm(play(curve, units['bytes'] as Unit, about));
    for (const curve of ['flat', 'step', 'falling'] as const) expect(of(curve)).toBeNull();
    if (stepMs > 60_000) expect(of('leak')).toMatchObject({ kind: 'leak' });
  }
});

test('two million points end in the same verdict, and take no more room', () => {
  const ticks = 2_000_000;
  const detector = new Detector({ timeScale: 1 });
  const next = random(5);
  let last: Verdict | null = null;
  for (let tick = 0; tick < ticks; tick++) {
    const value = 2 ** 20 * curves.leak(tick / ticks) * (1 + 0.03 * (2 * next() - 1));
    const atMs = 1_700_000_000_000 + tick * 1000;
    detector.observe({ atMs, instance: 'a', figures: { rss: value }, limitBytes: 2 ** 20 * limit });
    if (tick % 100_000 === 99_999) last = detector.judge(defaultRule.detect, atMs);
  }
  expect(last).toMatchObject({ kind: 'leak', concern: 'alarm' });
  expect(JSON.stringify(detector.save()).length).toBeLessThan(12_000);
}, 30_000);
