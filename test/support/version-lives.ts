import { Detector } from '../../src/detect/detector.ts';
import { defaultRule } from '../../src/model/default-rule.ts';
import type { Reading } from '../../src/model/reading.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { type Curve, constant, mib, noisy, ramp, record } from './series-generator.ts';

const stepMs = 60_000;
/** In ticks of a minute. */
export const day = 1440;
export const leak = ramp(50 * mib, mib / 8);
export const flat = noisy(constant(50 * mib), 0.02, 1);

type Ran = { readonly version?: string; readonly instance?: string; readonly from?: number };

/** One life from a tick on. */
export function life(
  curve: Curve,
  ticks: number,
  { version, instance = 'a', from = 0 }: Ran,
): Reading[] {
  const startMs = 1e12 + from * stepMs;
  return record(curve, { ticks, startMs, instance, limitBytes: 512 * mib }).map((reading) => ({
    ...reading,
    ...(version === undefined ? {} : { version }),
  }));
}

/** The last alarm that the default rule gives of lives that went side by side or after each other. */
export function lastAlarm(...lives: readonly Reading[][]): Verdict | undefined {
  const detector = new Detector({ timeScale: 1 });
  let alarm: Verdict | undefined;
  for (const reading of lives.flat().toSorted((a, b) => a.atMs - b.atMs)) {
    detector.observe(reading);
    const verdict = detector.judge(defaultRule.detect, reading.atMs);
    if (verdict.concern === 'alarm') alarm = verdict;
  }
  return alarm;
}
