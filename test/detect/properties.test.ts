import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Detector } from '../../src/detect/detector.ts';
import type { DetectorState } from '../../src/detect/detector-state.ts';
import { defaultRule } from '../../src/model/default-rule.ts';
import type { Reading } from '../../src/model/reading.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import {
  type Curve,
  constant,
  mib,
  noisy,
  ramp,
  random,
  record,
  staircase,
  stepAt,
  teeth,
  warmUp,
} from '../support/series-generator.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const mebibytes = fc.integer({ min: 4, max: 400 }).map((size) => size * mib);

const curves: fc.Arbitrary<Curve> = fc.oneof(
  mebibytes.map(constant),
  fc.tuple(mebibytes, mebibytes).map(([from, rise]) => ramp(from, rise / 100)),
  fc.tuple(mebibytes, mebibytes).map(([from, rise]) => staircase(from, rise / 50)),
  fc.tuple(mebibytes, mebibytes, fc.integer({ min: 3, max: 60 })).map((all) => warmUp(...all)),
  fc.tuple(fc.integer({ min: 5, max: 60 }), mebibytes, mebibytes).map((all) => stepAt(...all)),
  fc.tuple(mebibytes, mebibytes).map(([from, high]) => teeth(ramp(from, mib), high, 5)),
);

function verdicts(readings: readonly Reading[]): Verdict[] {
  const detector = new Detector({ timeScale: 1 });
  return readings.map((reading) => {
    detector.observe(reading);
    return detector.judge(defaultRule.detect, reading.atMs);
  });
}

function said(all: readonly Verdict[]): string[] {
  return all.map(({ kind, concern, shape }) => `${kind} ${concern} ${shape}`);
}

function restored(state: DetectorState): Detector {
  const found = Detector.restore(state);
  if (!found.ok) throw new Error(found.reason);
  return found.value;
}

const few = { numRuns: 25 };
/** What lives, and what is used: of the latter the collections are remembered too. */
const heaps = fc.constantFrom('heapLive' as const, 'heapUsed' as const);

test('a restored detector says what the saved one would have said', () => {
  fc.assert(
    fc.property(
      curves,
      seeds,
      heaps,
      fc.integer({ min: 0, max: 119 }),
      (curve, seed, figure, at) => {
        const about = { ticks: 120, restarts: [50, 90], limitBytes: 900 * mib, figure };
        const readings = record(noisy(curve, 0.05, seed), about);
        let detector = new Detector({ timeScale: 1 });
        const answers = readings.map((reading, tick) => {
          if (tick === at) detector = restored(JSON.parse(JSON.stringify(detector.save())));
          detector.observe(reading);
          return detector.judge(defaultRule.detect, reading.atMs);
        });
        expect(answers).toEqual(verdicts(readings));
      },
    ),
    few,
  );
});

test('so does one restored while the step goes from minutes to hours and back', () => {
  const steps = fc.constantFrom(15_000, 60_000, 720_000, 4_320_000, 21_600_000);
  const stretches = fc.array(fc.tuple(steps, fc.integer({ min: 1, max: 40 })), {
    minLength: 2,
    maxLength: 6,
  });
  fc.assert(
    fc.property(curves, seeds, stretches, (curve, seed, all) => {
      const stepsMs = all.flatMap(([stepMs, ticks]) => Array(ticks).fill(stepMs));
      const plain = record(noisy(curve, 0.05, seed), { ticks: stepsMs.length, known: false });
      let atMs = 0;
      const readings = plain.map((one, i) => {
        atMs += stepsMs[i];
        return { ...one, atMs };
      });
      let carried = new Detector({ timeScale: 1 });
      const answers = readings.map((reading) => {
        carried = restored(JSON.parse(JSON.stringify(carried.save())));
        carried.observe(reading);
        return carried.judge(defaultRule.detect, reading.atMs);
      });
      expect(answers).toEqual(verdicts(readings));
    }),
    few,
  );
});

test('a reading that comes twice says nothing more, also one that looks like a new life', () => {
  fc.assert(
    fc.property(curves, seeds, fc.array(fc.integer({ min: 0, max: 79 })), (curve, seed, drops) => {
      // No start is told: half of what it was may be a new life, or one bad reading.
      const about = { ticks: 80, stepMs: 1_800_000, known: false };
      const readings = record(noisy(curve, 0.05, seed), about).map((one, tick) => {
        if (!drops.includes(tick)) return one;
        const [figure, value] = Object.entries(one.figures)[0] ?? [];
        return { ...one, figures: { [String(figure)]: Number(value) / 5 } };
      });
      const detector = new Detector({ timeScale: 1 });
      const twice = readings.map((reading, tick) => {
        detector.observe(reading);
        detector.observe(reading);
        detector.observe(readings[Math.max(0, tick - 1)] ?? reading);
        return detector.judge(defaultRule.detect, reading.atMs);
      });
      expect(twice).toEqual(verdicts(readings));
    }),
    few,
  );
});

test('a judgement changes nothing', () => {
  fc.assert(
    fc.property(curves, seeds, (curve, seed) => {
      const readings = record(noisy(curve, 0.05, seed), { ticks: 80 });
      const detector = new Detector({ timeScale: 1 });
      for (const reading of readings) detector.observe(reading);
      const once = detector.judge(defaultRule.detect, 1_800_000_000_000);
      expect(detector.judge(defaultRule.detect, 1_800_000_000_000)).toEqual(once);
      const end = readings.at(-1)?.atMs ?? 0;
      expect(detector.judge(defaultRule.detect, end)).toEqual(verdicts(readings).at(-1));
    }),
    few,
  );
});

test('scaling values and limit by a power of two leaves the verdict', () => {
  const figure = 'value' as const;
  fc.assert(
    fc.property(curves, seeds, fc.constantFrom(1 / 1024, 0.5, 2, 64), (curve, seed, factor) => {
      const about = { ticks: 120, limitBytes: 900 * mib, figure };
      const scaled = { ...about, limitBytes: 900 * mib * factor };
      const noise = () => noisy(curve, 0.05, seed);
      const again = noise();
      expect(said(verdicts(record((tick) => factor * again(tick), scaled)))).toEqual(
        said(verdicts(record(noise(), about))),
      );
    }),
    few,
  );
});

test('shifting time leaves the verdict', () => {
  fc.assert(
    fc.property(curves, seeds, fc.integer({ min: 0, max: 1e12 }), (curve, seed, shiftMs) => {
      const noise = () => noisy(curve, 0.05, seed);
      const about = { ticks: 100, startMs: 1_000_000 };
      expect(said(verdicts(record(noise(), { ...about, startMs: 1_000_000 + shiftMs })))).toEqual(
        said(verdicts(record(noise(), about))),
      );
    }),
    few,
  );
});

test('stretching time and the time scale together leaves the verdict', () => {
  fc.assert(
    fc.property(curves, seeds, (curve, seed) => {
      const slow = record(noisy(curve, 0.05, seed), { ticks: 100, stepMs: 60_000 });
      const fast = record(noisy(curve, 0.05, seed), { ticks: 100, stepMs: 1000, known: false });
      const detector = new Detector({ timeScale: 60 });
      const answers = fast.map((reading) => {
        detector.observe(reading);
        return detector.judge(defaultRule.detect, reading.atMs);
      });
      const plain = slow.map(({ startAtMs: _, ...reading }) => reading);
      expect(said(answers)).toEqual(said(verdicts(plain)));
    }),
    few,
  );
});

test.each([60_000, 900_000, 21_600_000])(
  'what has no trend never alarms (step %i ms)',
  (stepMs) => {
    fc.assert(
      fc.property(mebibytes, fc.double({ min: 0, max: 0.4, noNaN: true }), seeds, (...given) => {
        const [level, share, seed] = given;
        const readings = record(noisy(constant(level), share, seed), { ticks: 200, stepMs });
        expect(verdicts(readings).filter(({ concern }) => concern === 'alarm')).toEqual([]);
      }),
      few,
    );
  },
);

test('restarts of a flat service at any times are no leak', () => {
  fc.assert(
    fc.property(mebibytes, seeds, fc.double({ min: 0, max: 0.2, noNaN: true }), (...given) => {
      const [level, seed, share] = given;
      const next = random(seed);
      const restarts = Array.from({ length: 6 }, () => Math.floor(next() * 300)).toSorted(
        (a, b) => a - b,
      );
      const readings = record(noisy(constant(level), share, seed), { ticks: 300, restarts });
      expect(verdicts(readings).filter(({ concern }) => concern === 'alarm')).toEqual([]);
    }),
    few,
  );
});

test('a clean ramp that doubles is always found', () => {
  fc.assert(
    fc.property(mebibytes, fc.integer({ min: 5, max: 60 }), seeds, (from, ticks, seed) => {
      const curve = noisy(ramp(from, from / ticks), 0.02, seed);
      const all = verdicts(record(curve, { ticks: 4 * ticks + 40 }));
      expect(all.some(({ concern }) => concern === 'alarm')).toBe(true);
    }),
    few,
  );
});

test('scaling by any factor leaves whether and when it alarms', () => {
  const figure = 'value' as const;
  const alarms = (all: readonly Verdict[]) => all.map(({ concern }) => concern === 'alarm');
  fc.assert(
    fc.property(curves, seeds, fc.integer({ min: -9, max: 9 }), (curve, seed, exponent) => {
      const factor = 7 ** exponent;
      const about = { ticks: 120, limitBytes: 900 * mib, figure };
      const scaled = { ...about, limitBytes: 900 * mib * factor };
      const [plain, again] = [noisy(curve, 0.05, seed), noisy(curve, 0.05, seed)];
      expect(alarms(verdicts(record((tick) => factor * again(tick), scaled)))).toEqual(
        alarms(verdicts(record(plain, about))),
      );
    }),
    few,
  );
});

test('a constant is steady and flat, wherever it stands below its limit, through any restarts', () => {
  const steps = fc.constantFrom(1000, 15_000, 60_000, 3_600_000, 21_600_000);
  const ends = fc.constantFrom('oom', 'crash', 'deploy', undefined);
  const restarts = fc.array(fc.integer({ min: 1, max: 149 }), { maxLength: 5 });
  fc.assert(
    fc.property(mebibytes, steps, restarts, ends, fc.double({ min: 1, max: 50 }), (...given) => {
      const [level, stepMs, at, lastExit, room] = given;
      const about = { ticks: 150, stepMs, restarts: at.toSorted((a, b) => a - b) };
      const limitBytes = room * level;
      const exit = lastExit === undefined ? {} : { lastExit };
      const all = verdicts(record(constant(level), { ...about, limitBytes, ...exit }));
      expect(all.filter(({ concern }) => concern !== 'none')).toEqual([]);
      for (const { kind, shape } of all) if (kind === 'steady') expect(shape).toBe('flat');
    }),
    few,
  );
});

test('figures that do not grow change no verdict on the one that does or does not', () => {
  const beside = fc.record(
    {
      goroutines: fc.constant(40),
      threads: fc.constant(12),
      openFds: fc.constant(30),
      stackInuse: fc.constant(mib),
      buckHashSys: fc.constant(mib),
      pageCache: mebibytes,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(curves, seeds, beside, (curve, seed, figures) => {
      const about = { ticks: 120, restarts: [50, 90], limitBytes: 900 * mib };
      const alone = record(noisy(curve, 0.05, seed), about);
      const joined = alone.map((one) => ({ ...one, figures: { ...one.figures, ...figures } }));
      expect(said(verdicts(joined))).toEqual(said(verdicts(alone)));
    }),
    few,
  );
});

test('a replica that is flat changes nothing of what is said of another one', () => {
  const alarms = (all: readonly Verdict[]) => all.map(({ kind, concern }) => [kind, concern]);
  fc.assert(
    fc.property(curves, mebibytes, seeds, (curve, level, seed) => {
      const about = { ticks: 120, limitBytes: 900 * mib };
      const alone = record(noisy(curve, 0.05, seed), about);
      const flat = record(constant(level), { ...about, instance: 'flat' });
      // Judged at the same times: after both readings of a tick.
      const both = alone.flatMap((one, tick) => [flat[tick] ?? one, one]);
      const of = verdicts(both).filter((_, i) => i % 2 === 1);
      expect(alarms(of)).toEqual(alarms(verdicts(alone)));
    }),
    few,
  );
});

test('in one go, sample by sample, and through save and restore after every sample: the same', () => {
  const dirt = fc.array(fc.constantFrom('kept', 'kept', 'kept', 'lost', 'twice', 'late'), {
    minLength: 110,
    maxLength: 110,
  });
  fc.assert(
    fc.property(curves, seeds, heaps, dirt, (curve, seed, figure, what) => {
      const about = { ticks: 110, restarts: [50, 80], limitBytes: 900 * mib, figure };
      const clean = [
        ...record(noisy(curve, 0.05, seed), about),
        ...record(noisy(curve, 0.05, seed + 1), { ...about, instance: 'b', restarts: [] }),
      ].toSorted((a, b) => a.atMs - b.atMs);
      const readings = clean.flatMap((one, i) => {
        const fate = what[i % what.length];
        if (fate === 'lost') return [];
        if (fate === 'twice') return [one, one];
        return fate === 'late' ? [one, clean[Math.max(0, i - 6)] ?? one] : [one];
      });
      const end = readings.at(-1)?.atMs ?? 0;
      const whole = new Detector({ timeScale: 1 });
      for (const one of readings) whole.observe(one);
      let carried = new Detector({ timeScale: 1 });
      for (const one of readings) {
        carried = restored(JSON.parse(JSON.stringify(carried.save())));
        carried.observe(one);
      }
      const last = whole.judge(defaultRule.detect, end);
      expect(carried.judge(defaultRule.detect, end)).toEqual(last);
      const each = verdicts(readings).at(-1);
      expect(each && { ...each, atMs: end }).toEqual(last);
    }),
    few,
  );
});
