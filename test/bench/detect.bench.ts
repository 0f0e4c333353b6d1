/**
 * What detection costs: readings of one figure, one a minute for a day and a half, into one detector a
 * series; the same windows by ordinary least squares of simple-statistics for comparison.
 *
 *   node --expose-gc test/bench/detect.bench.ts [series]
 */
import { linearRegression } from 'simple-statistics';
import { constants } from '../../src/detect/constants.ts';
import { Detector } from '../../src/detect/detector.ts';
import { defaultRule } from '../../src/model/default-rule.ts';
import type { Reading } from '../../src/model/reading.ts';
import { constant, diurnal, mib, noisy, ramp, record } from '../support/series-generator.ts';

const series = Number(process.argv[2] ?? 300);
const ticks = 2000;
/** Fifty curves that the series share, mostly quiet as in life; one leaks. */
const curves = Array.from({ length: 50 }, (_, i) => {
  if (i === 0) return noisy(ramp(100 * mib, 0.1 * mib), 0.02, i);
  if (i % 3 === 0) return noisy(diurnal(200 * mib, 40 * mib, 1440), 0.02, i);
  return noisy(constant((50 + i) * mib), 0.03, i);
});
const pages: readonly Reading[][] = curves.map((curve) =>
  record(curve, { ticks, figure: 'rss', limitBytes: 1024 * mib }),
);
const samples = series * ticks;

const before = heapBytes();
const detectors = Array.from({ length: series }, () => new Detector({ timeScale: 1 }));
const ingestMs = timed(() => {
  for (const [i, detector] of detectors.entries()) {
    for (const reading of pageOf(i)) detector.observe(reading);
  }
});
const bytes = (heapBytes() - before) / series;
const judgeMs = timed(() => {
  for (const [i, detector] of detectors.entries()) {
    detector.judge(defaultRule.detect, pageOf(i).at(-1)?.atMs ?? 0);
  }
});
const olsMs = timed(() => {
  for (const [i] of detectors.entries()) leastSquares(pageOf(i));
});

print(`ingested ${(samples / ingestMs / 1000).toFixed(2)} million samples/s`);
print(`${(bytes / 1024).toFixed(2)} KiB a series after ${ticks} samples`);
print(`judged ${(series / judgeMs / 1000).toFixed(3)} million series/s`);
print(
  `least squares alone, over the same windows at the same closes: ${(samples / olsMs / 1000).toFixed(2)} million samples/s; detection takes ${(ingestMs / olsMs).toFixed(1)} × as long`,
);

function pageOf(i: number): readonly Reading[] {
  return pages[i % pages.length] ?? [];
}

/** A line over the newest floors' worth of samples of each tier, each time that the tier closes a bucket. */
function leastSquares(readings: readonly Reading[]): number {
  const { tierCount, tierFactor, tierLength } = constants;
  const rings: [number, number][][] = Array.from({ length: tierCount }, () => []);
  let slopes = 0;
  for (const [at, { figures }] of readings.entries()) {
    for (const [index, ring] of rings.entries()) {
      if (at % tierFactor ** index !== 0) break;
      ring.push([at, figures.rss ?? 0]);
      if (ring.length > tierLength) ring.shift();
      slopes += linearRegression(ring).m;
    }
  }
  return slopes;
}

function timed(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

function heapBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
