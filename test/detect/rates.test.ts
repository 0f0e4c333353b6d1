import { expect, test } from 'vitest';
import { Detector } from '../../src/detect/detector.ts';
import { defaultRule } from '../../src/model/default-rule.ts';

const mib = 2 ** 20;
const minute = 60_000;

/** A live heap that grows by 1 MiB a minute and is told anew at each tenth alone, in a limit of 512 MiB. */
function leaking(ticks: number): Detector {
  const detector = new Detector({ timeScale: 1 });
  for (let tick = 0; tick < ticks; tick++) {
    const heapLive = (100 + 10 * Math.floor(tick / 10)) * mib + 12_345;
    detector.observe({
      ...{ atMs: tick * minute, instance: 'shop', startAtMs: 0, limitBytes: 512 * mib },
      figures: { heapLive },
    });
  }
  return detector;
}

test('between two collections the time to limit goes on running', () => {
  const told = Array.from({ length: 9 }, (_, i) => {
    const ticks = 302 + i;
    const verdict = leaking(ticks).judge(defaultRule.detect, (ticks - 1) * minute);
    expect(verdict.concern).toBe('alarm');
    return (verdict.timeToLimitSeconds ?? 0) / 60;
  });
  for (const [i, minutes] of told.slice(1).entries()) {
    expect((told[i] ?? 0) - minutes).toBeGreaterThan(0.5);
    expect((told[i] ?? 0) - minutes).toBeLessThan(2);
  }
  expect(Math.abs((told[0] ?? 0) - 111)).toBeLessThan(15);
});
