import { expect, test } from 'vitest';
import { Detector } from '../../src/detect/detector.ts';
import { defaultRule } from '../../src/model/default-rule.ts';
import { limits } from '../../src/model/limits.ts';

const most = limits.instances_of_workload.most;
const mib = 2 ** 20;
const minute = 60_000;

/** One scrape of each pod from `first` on, `count` of them; the one named leaks 5 MiB a minute. */
function scrape(
  detector: Detector,
  tick: number,
  { first = 0, count, leaking }: { first?: number; count: number; leaking?: number },
): void {
  for (let i = first; i < first + count; i++) {
    const grown = i === leaking ? tick * 5 * mib : 0;
    detector.observe({
      atMs: tick * minute + i,
      instance: `shop-${i}`,
      startAtMs: 0,
      limitBytes: 760 * mib,
      figures: { rss: 100 * mib + grown + ((i + tick) % 3) * mib },
    });
  }
}

test('of more pods than are watched at once none begins anew, and one that leaks among them is named', () => {
  const detector = new Detector({ timeScale: 1 });
  for (let tick = 0; tick < 120; tick++) scrape(detector, tick, { count: most + 40, leaking: 100 });
  expect(detector.lives).toHaveLength(most);
  expect(detector.lives.filter(({ endAtMs }) => endAtMs !== null)).toEqual([]);
  const verdict = detector.judge(defaultRule.detect, 120 * minute);
  expect(verdict).toMatchObject({ concern: 'alarm', instance: 'shop-100' });
});

test('pods that fell silent make room for those that came', () => {
  const detector = new Detector({ timeScale: 1 });
  for (let tick = 0; tick < 30; tick++) scrape(detector, tick, { count: most });
  for (let tick = 30; tick < 60; tick++) scrape(detector, tick, { first: most, count: most });
  const running = detector.lives.filter(({ endAtMs }) => endAtMs === null);
  expect(running).toHaveLength(most);
  expect(running.every(({ instance }) => Number(instance.slice(5)) >= most)).toBe(true);
});
