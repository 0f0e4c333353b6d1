import { expect, test } from 'vitest';
import { Detector } from '../../src/detect/detector.ts';
import { defaultRule } from '../../src/model/default-rule.ts';
import type { FigureName, Reading } from '../../src/model/reading.ts';
import type { Concern } from '../../src/model/verdict.ts';
import { type Curve, mib } from '../support/series-generator.ts';

/** The loudest concern about figures of so many minutes, with a limit of 1 GiB. */
function loudest(figures: Partial<Record<FigureName, Curve>>, ticks: number): Concern {
  const detector = new Detector({ timeScale: 1 });
  let found: Concern = 'none';
  for (let tick = 0; tick < ticks; tick++) {
    const atMs = 1_700_000_000_000 + tick * 60_000;
    const values = Object.entries(figures).map(([name, of]) => [name, of(tick)]);
    const reading = { atMs, instance: 'a', startAtMs: 1_700_000_000_000, limitBytes: 1024 * mib };
    detector.observe({ ...reading, figures: Object.fromEntries(values) } as Reading);
    const { concern } = detector.judge(defaultRule.detect, atMs);
    if (concern === 'alarm' || (concern === 'suspicion' && found === 'none')) found = concern;
  }
  return found;
}

/** 100 to 700 MiB in five hours. */
const up: Curve = (tick) => (100 + 2 * tick) * mib;
/** The same on top of garbage that is collected every ten minutes. */
const collected: Curve = (tick) => up(tick) + 20 * (tick % 10) * mib;

test('the first tooth of a used heap is a suspicion, whatever is resident along with it', () => {
  expect(loudest({ heapUsed: up }, 300)).toBe('suspicion');
  const rss: Curve = (tick) => up(tick) + 50 * mib;
  expect(loudest({ heapUsed: up, rss }, 300)).toBe('suspicion');
});

test('the same rise after collections is a leak, and so is it where nothing is garbage', () => {
  expect(loudest({ heapUsed: collected }, 300)).toBe('alarm');
  expect(loudest({ heapLive: up }, 300)).toBe('alarm');
});

test('young collections that free little of it make it no leak', () => {
  const young: Curve = (tick) => up(tick) + 4 * (tick % 10) * mib;
  expect(loudest({ heapUsed: young }, 300)).toBe('suspicion');
});

test('a used heap that is nearly full is a leak before any collection', () => {
  expect(loudest({ heapUsed: (tick) => 1.4 * up(tick) }, 300)).toBe('alarm');
});

test('a process that is resident near its limit has no full heap yet', () => {
  const rss: Curve = (tick) => (700 + Math.min(tick, 200)) * mib + up(tick) / 10;
  expect(loudest({ heapUsed: up, rss }, 300)).toBe('suspicion');
});

test('a used heap that stood level for long before it rose is one, too', () => {
  const late: Curve = (tick) => (tick < 1440 ? 100 * mib : up(tick - 1440));
  expect(loudest({ heapUsed: late }, 1740)).toBe('alarm');
});

test('V8 marks its heap before it has doubled', () => {
  const external: Curve = () => mib;
  expect(loudest({ heapUsed: up, external }, 300)).toBe('alarm');
  expect(loudest({ heapUsed: (tick) => (400 + tick) * mib, external }, 300)).toBe('suspicion');
});
