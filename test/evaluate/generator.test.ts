import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { figureSources } from '../../src/model/figure-names.ts';
import { readRecorded } from '../../src/scrape/recorded/read-recorded.ts';
import { caseOf, classes, harmlessClasses, leakingClasses } from './all-cases.ts';
import { day } from './case.ts';
import { weights } from './cases/weights.ts';
import { dump } from './dump.ts';

const newer = classes.filter(({ family }) => family === 'new').map(({ name }) => name);
const leaking = Object.keys(leakingClasses);
const seeds = [1, 2, 3];

describe.each(newer)('%s', (name) => {
  const cases = seeds.map((seed) => caseOf(name, seed));

  test('is the same for the same seed, and another for another', () => {
    const [first, second] = cases;
    expect(caseOf(name, 1)).toEqual(first);
    expect(second?.readings).not.toEqual(first?.readings);
  });

  test('has sound numbers in the order of time', () => {
    for (const { readings } of cases) {
      expect(readings.length).toBeGreaterThan(24);
      let lastMs = Number.NEGATIVE_INFINITY;
      for (const { atMs, figures, limitBytes, startAtMs } of readings) {
        expect(atMs).toBeGreaterThanOrEqual(lastMs);
        lastMs = atMs;
        const sound = (value: number | undefined) =>
          value === undefined || (Number.isFinite(value) && value >= 0);
        const wrong = Object.entries(figures).filter(
          ([figure, value]) => !(figure in figureSources && sound(value)),
        );
        expect(wrong).toEqual([]);
        expect(limitBytes === undefined || limitBytes > 0).toBe(true);
        expect(startAtMs === undefined || startAtMs <= atMs + 6 * 3_600_000).toBe(true);
      }
    }
  });

  test('dies of nothing but its leak', () => {
    for (const { onsetMs, ends } of cases) {
      const deaths = ends.filter(({ cause }) => cause === 'oom' || cause === 'crash');
      const early = deaths.filter(({ atMs }) => onsetMs === null || atMs < onsetMs);
      if (name !== 'crash-loop') expect(early).toEqual([]);
    }
  });

  test('has a label that fits its series', () => {
    for (const { onsetMs, oomMs, readings, context, leakKinds, sawtooth, weeks } of cases) {
      const [first, last] = [readings[0]?.atMs ?? 0, readings.at(-1)?.atMs ?? 0];
      expect(weeks).toBeLessThanOrEqual(6);
      if (onsetMs === null) {
        expect({ oomMs, leakKinds, sawtooth, context }).toEqual({
          ...{ oomMs: null, leakKinds: null, sawtooth: false, context: false },
        });
        continue;
      }
      expect(onsetMs).toBeLessThan(last);
      expect(context).toBe(onsetMs - first > 0.9 * day && context);
      if (oomMs !== null) expect(oomMs).toBeGreaterThan(onsetMs);
    }
  });
});

test('nothing that counts against a limit passes the limit that is told', () => {
  for (const name of newer) {
    for (const { readings } of [4, 5, 6].map((seed) => caseOf(name, seed))) {
      const shares = readings.map(({ figures, limitBytes = Number.POSITIVE_INFINITY }) => {
        const { value = 0, heapUsed = 0, anon, rss = 0 } = figures;
        return Math.max(value, heapUsed, anon ?? rss) / limitBytes;
      });
      expect([name, Math.max(...shares) <= 1]).toEqual([name, true]);
    }
  }
});

test('most leaks reach their limit before the series ends, and the plain ones always', () => {
  const full = (name: string) => seeds.filter((seed) => caseOf(name, seed).oomMs !== null).length;
  const counts = leaking.map(full);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(
    0.6 * leaking.length * seeds.length,
  );
  for (const name of ['leak-even', 'leak-cold-start', 'leak-accelerating', 'leak-slowing'])
    expect([name, full(name)]).toEqual([name, seeds.length]);
});

test('boring classes make about 70 % of the harmless series-weeks', () => {
  expect(Object.keys({ ...weights.boring, ...weights.rare }).toSorted()).toEqual(
    Object.keys(harmlessClasses).toSorted(),
  );
  const weeksOf = (group: Readonly<Record<string, number>>) =>
    Object.entries(group).reduce((sum, [name, perSeed]) => {
      const weeks = seeds.map((seed) => caseOf(name, seed).weeks);
      return sum + (perSeed * weeks.reduce((a, b) => a + b, 0)) / seeds.length;
    }, 0);
  const [boring, rare] = [weeksOf(weights.boring), weeksOf(weights.rare)];
  expect(boring / (boring + rare)).toBeGreaterThan(0.65);
  expect(boring / (boring + rare)).toBeLessThan(0.75);
});

test('a dump is read by analyze as it was played', async () => {
  for (const name of ['leak-goroutines', 'autoscaled', 'teeth-fast']) {
    const { readings } = caseOf(name, 1);
    const bytes = Readable.from([Buffer.from(dump(readings))]);
    const recording = await readRecorded(bytes, { unit: 'bytes', limit: null });
    if (!recording.ok) throw new Error(recording.reason);
    const found = [...recording.value.readings];
    expect(found.length).toBe(readings.length);
    expect(found[7]?.figures).toEqual(readings[7]?.figures);
    expect(found[7]?.startAtMs).toBe(readings[7]?.startAtMs);
  }
});
