import type { QueryStep } from '../../model/config.ts';
import type { Sampling, Stretch } from './fetch-chunk.ts';

/** One part of the time that is to be read, and which samples of it. */
export type Leg = Stretch & { readonly sampling: Sampling };

/** Up to so many series every sample is worth its while; nine days of them are some fifty million. */
const mostRawSeries = 1000;
/** As often as a floor of the detector's coarser tiers needs one. */
const floorStepMs = 300_000;
/** So many series are read with every step of nine days: thirty million samples. */
const mostWholeSeries = 10_000;

/** Which samples are read of so many series, when the configuration leaves it open. */
export function samplingFor(step: QueryStep, series: number): Sampling {
  if (step === 'raw' || (step === 'auto' && series <= mostRawSeries)) return { kind: 'raw' };
  return { kind: 'floors', stepMs: step === 'auto' ? floorStepMs : step };
}

/** A time at which reading can begin or end: of steps the last one that is over by then. */
export function onGrid(atMs: number, sampling: Sampling): number {
  if (sampling.kind === 'raw') return atMs;
  return Math.floor(atMs / sampling.stepMs) * sampling.stepMs;
}

/** From when on the past is read, on the grid of the coarsest steps. */
export function backfillFrom(untilMs: number, backfillMs: number, sampling: Sampling): number {
  const fromMs = untilMs - backfillMs;
  if (sampling.kind === 'raw') return fromMs;
  const grid = 12 * sampling.stepMs;
  return Math.min(untilMs, Math.ceil(fromMs / grid) * grid);
}

/** Whether the older part of a long time is read in coarser steps. */
export function isThinned(sampling: Sampling, series: number): boolean {
  return sampling.kind === 'floors' && series > mostWholeSeries;
}

/**
 * The parts of a time, oldest first. Of a large fleet's the older ones in coarser steps, six and twelve
 * times as long: they fill the detector's tiers of 36 minutes (a day) and of hours (36 days), which keep no more.
 *
 * ```
 *   9 d            30 h           5 h        now
 *   ├─── 1 h ───────┼─── 30 min ───┼─ 5 min ──┤
 * ```
 */
export function legsOf({ fromMs, untilMs }: Stretch, sampling: Sampling, thinned: boolean): Leg[] {
  if (sampling.kind === 'raw' || !thinned) return [{ fromMs, untilMs, sampling }];
  const { kind, stepMs } = sampling;
  const parts = [
    { factor: 12, olderThanMs: 30 * 3_600_000 },
    { factor: 6, olderThanMs: 5 * 3_600_000 },
    { factor: 1, olderThanMs: 0 },
  ];
  const legs: Leg[] = [];
  let at = fromMs;
  for (const { factor, olderThanMs } of parts) {
    const step = factor * stepMs;
    // On the grid of the coarsest step, so that each part begins where the one before ended.
    const grid = factor === 1 ? stepMs : 12 * stepMs;
    const end = Math.floor((untilMs - olderThanMs) / grid) * grid;
    const steps = Math.floor((end - at) / step);
    if (steps <= 0) continue;
    legs.push({ fromMs: at, untilMs: at + steps * step, sampling: { kind, stepMs: step } });
    at += steps * step;
  }
  return legs;
}
