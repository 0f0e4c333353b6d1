import { Detector } from '../../src/detect/detector.ts';
import type { DetectorState } from '../../src/detect/detector-state.ts';
import type { Figures, Reading } from '../../src/model/reading.ts';
import { type Curve, constant, diurnal, mib, noisy, ramp } from '../support/series-generator.ts';

/** A kind of workload to watch: what its page says at each tick of one of the shared curves. */
export type Page = {
  readonly name: string;
  /** Memory series of a page, without the load. */
  readonly series: number;
  readonly figures: (value: number, tick: number) => Figures;
};

/** Ticks of a minute until the coarsest tier is full: forty buckets of 21.6 h, and the start of a life. */
const steadyTicks = 40 * 6 ** 4 + 1500;
const startMs = 1_700_000_000_000;
const day = 1440;

/** Twenty curves that the series share; two of them rise, as one in ten does in the benchmark. */
const curves: readonly Curve[] = Array.from({ length: 20 }, (_, i) => {
  if (i === 0) return noisy(ramp(100 * mib, (300 * mib) / steadyTicks), 0.02, i);
  if (i === 1) return noisy(lateRamp(200 * mib, 0.15 * mib), 0.02, i);
  if (i % 3 === 0) return noisy(diurnal(200 * mib, 40 * mib, day), 0.02, i);
  return noisy(constant((50 + i) * mib), 0.03, i);
});

/** Level until the last day. */
function lateRamp(from: number, perTick: number): Curve {
  return (tick) => from + perTick * Math.max(0, tick - (steadyTicks - day));
}

/** The shared readings of a page from the steady state on: those of curve i at `[tick][i]`. */
export type Steady = {
  readonly detectors: readonly Detector[];
  readonly next: readonly (readonly Reading[])[];
};

/**
 * `workloads` detectors that have watched a page for 37 days of one scrape a minute, and the scrapes
 * that follow. Twenty are brought there sample by sample; the others go on from their saved states.
 */
export function steadyDetectors(page: Page, workloads: number, ticks: number): Steady {
  const states = curves.map((curve) => grown(page, curve));
  const next = Array.from({ length: ticks }, (_, i) =>
    curves.map((curve) => readingOf(page, curve, steadyTicks + i)),
  );
  const detectors = Array.from({ length: workloads }, (_, i) =>
    restored(states[i % curves.length] as DetectorState),
  );
  return { detectors, next };
}

function grown(page: Page, curve: Curve): DetectorState {
  const detector = new Detector({ timeScale: 1 });
  for (let tick = 0; tick < steadyTicks; tick++) detector.observe(readingOf(page, curve, tick));
  return detector.save();
}

function restored(state: DetectorState): Detector {
  const found = Detector.restore(state);
  if (!found.ok) throw new Error(found.reason);
  return found.value;
}

function readingOf({ figures }: Page, curve: Curve, tick: number): Reading {
  return {
    atMs: startMs + 60_000 * tick,
    instance: 'a',
    figures: figures(curve(tick), tick),
    startAtMs: startMs - 500,
    limitBytes: 1024 * mib,
  };
}
