import { expect, test } from 'vitest';
import { Detector } from '../../src/detect/detector.ts';
import type { LifeRecord } from '../../src/detect/life-record.ts';
import { sawtooth } from '../../src/detect/sawtooth.ts';
import { stitched } from '../../src/detect/stitched.ts';
import type { WindowFigures } from '../../src/detect/window-figures.ts';
import { defaultRule } from '../../src/model/default-rule.ts';
import type { Life } from '../../src/model/life.ts';
import { mib, noisy, record } from '../support/series-generator.ts';

const hour = 3_600_000;

/** Lives of three hours, one after the other, of which nothing but the restart is known. */
function livesOf(
  count: number,
  ramp: Partial<WindowFigures> | null,
  about: { life?: Partial<Life>; lastedMs?: number } & Partial<Omit<LifeRecord, 'life'>> = {},
): LifeRecord[] {
  const { life, lastedMs = 3 * hour, ...rest } = about;
  return Array.from({ length: count }, (_, i) => {
    const times = { startAtMs: i * lastedMs, endAtMs: (i + 1) * lastedMs - 1 };
    const lived = {
      instance: 'a',
      cause: 'unknown',
      peakValue: 300 * mib,
      inferred: false,
    } as const;
    const figures = { z: 6, tau: 0.9, steadiness: 1, slope: 0.5 * mib, start: 200 * mib, ...ramp };
    return {
      ...{ signal: 'rss', limit: null, atLimit: false, guessed: true, leakKind: 'heap' },
      ...rest,
      life: { ...lived, ...times, ...life },
      ramp: ramp === null ? null : (figures as WindowFigures),
      settled: ramp === null ? null : (figures as WindowFigures),
    };
  });
}

const nowMs = 12 * hour;
const [half, doubled] = [{ end: 310 * mib }, { end: 410 * mib }];
const lives: readonly (readonly [string, LifeRecord[], number])[] = [
  ['two that doubled', livesOf(2, doubled), 2],
  ['two that rose by half', livesOf(2, half), 0],
  ['three that rose by half', livesOf(3, half), 3],
  ['three by half that had levelled off', livesOf(3, { ...half, steadiness: 0.4 }), 0],
  ['three by half that deploys ended', livesOf(3, half, { life: { cause: 'deploy' } }), 0],
  ['three falls of a value', livesOf(3, half, { life: { inferred: true } }), 0],
  ['three by a tenth', livesOf(3, { end: 220 * mib }), 0],
  [
    'a kill that is told, slowing down',
    livesOf(2, { ...half, steadiness: 0.4 }, { guessed: false, life: { cause: 'oom' } }),
    2,
  ],
  [
    'a kill that is guessed from the height, slowing down',
    livesOf(2, { ...half, steadiness: 0.4 }, { atLimit: true, life: { cause: 'oom' } }),
    0,
  ],
  ['two that ended while they alarmed', livesOf(2, { end: 240 * mib }, { alarmed: true }), 2],
  [
    'two falls of a value that alarmed',
    livesOf(2, half, { alarmed: true, life: { inferred: true } }),
    0,
  ],
];

test.each(lives)('%s', (_, records, teeth) => {
  expect(sawtooth(records, nowMs, 1)?.teeth.length ?? 0).toBe(teeth);
});

test('lives shorter than an hour show their start, and are not stitched', () => {
  const rising = { slope: 0.05 * mib, end: 220 * mib };
  expect(stitched(livesOf(6, rising), 20 * hour, 1)).not.toBeNull();
  expect(stitched(livesOf(6, rising, { lastedMs: hour / 2 }), 20 * hour, 1)).toBeNull();
  // At a time scale of 60 half a minute is half an hour.
  expect(stitched(livesOf(6, rising, { lastedMs: hour / 120 }), hour / 20, 60)).toBeNull();
  expect(stitched(livesOf(6, rising, { lastedMs: hour / 30 }), hour / 5, 60)).not.toBeNull();
});

test('lives that fall first and then rise follow the hour of their deploys', () => {
  const rising = { slope: 0.05 * mib, end: 220 * mib };
  const dipped = livesOf(6, rising).map((record) => ({
    ...record,
    settled: { ...record.settled, start: 180 * mib } as WindowFigures,
  }));
  expect(stitched(dipped, 20 * hour, 1)).toBeNull();
});

test('a life that was level for a day before it rose and died is a tooth', () => {
  const [level, died] = [1500, 1740];
  const curve = (age: number) => (200 + Math.max(0, age - level)) * mib;
  const about = { ticks: 2 * died + 60, restarts: [died, 2 * died], figure: 'rss' as const };
  const detector = new Detector({ timeScale: 1 });
  const kinds = record(noisy(curve, 0.01, 5), about).map((reading) => {
    detector.observe(reading);
    return detector.judge(defaultRule.detect, reading.atMs).kind;
  });
  expect(kinds.slice(0, 2 * died)).not.toContain('sawtooth');
  expect(kinds.at(-1)).toBe('sawtooth');
});
