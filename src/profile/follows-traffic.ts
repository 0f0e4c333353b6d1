import type { GrowthSeries } from './growth-trend.ts';
import { sum } from './sum.ts';

/** From this part of the allocations on that went again, memory is something that passes through. */
export const passingShare = 0.5;
/** What is alive rises no more than this many times as much as what is allocated a second. */
const atMost = 4 / 3;
/** A rise below this is none: rates of a few captures vary by as much. */
const leastRise = 1.2;
/** Standard errors of its sampling by which what is allocated must rise: 95 % one-sided. */
const certainty = 1.645;

/** `perhaps`: its own allocations rise as much, but not those of the rest of the process. */
export type Following = 'yes' | 'perhaps' | 'no';

/**
 * Whether a site holds more only because it is called more. Little's law (1961): what is alive is what is
 * allocated a second times how long it lives. Under rising load both rise together; a leak rises while
 * the rate stays:
 *
 *     alive   ▁▂▃▄▅▆▇█        alive   ▁▂▃▄▅▆▇█
 *     rate    ▁▂▃▄▅▆▇█ load   rate    ▄▄▅▄▄▄▅▄ leak
 *
 * Compares the later half of the captures with the earlier one. Load rises for the whole process: where
 * the rest of it allocates as ever, a site may also allocate more because it copies what it keeps.
 * Says `no` of what is hardly ever freed, of fewer than four captures, and where allocations are not
 * counted.
 */
export function followsTraffic(series: GrowthSeries): Following {
  const { seconds, values, allocated, allAllocated, freedShare } = series;
  if (allocated === null || values.length < 4 || freedShare < passingShare) return 'no';
  const rateRise = laterByEarlier(ratesOf(allocated, seconds));
  const follows =
    rateRise > leastRise &&
    isSure(allocated, series.pseudoVariance) &&
    laterByEarlier(values.slice(1)) <= rateRise * atMost;
  if (!follows) return 'no';
  const elsewhere = allAllocated?.map((bytes, i) => bytes - (allocated[i] ?? 0)) ?? null;
  return elsewhere !== null && laterByEarlier(ratesOf(elsewhere, seconds)) <= leastRise
    ? 'perhaps'
    : 'yes';
}

/** Whether the later half allocated more than the earlier one beyond what sampling explains. */
function isSure(allocated: readonly number[], pseudoVariance: number): boolean {
  const last = allocated.length - 1;
  const half = Math.floor(last / 2);
  const step = (from: number, to: number) => (allocated[to] ?? 0) - (allocated[from] ?? 0);
  const [earlier, later] = [step(0, half), step(last - half, last)];
  // An object that was sampled stands for the rate or more: n of them vary by √n.
  const error = Math.sqrt((earlier + later) * Math.sqrt(pseudoVariance));
  return later - earlier > certainty * error;
}

function ratesOf(allocated: readonly number[], seconds: readonly number[]): readonly number[] {
  return allocated
    .slice(1)
    .map((now, i) => (now - (allocated[i] ?? 0)) / ((seconds[i + 1] ?? 0) - (seconds[i] ?? 0)));
}

function laterByEarlier(values: readonly number[]): number {
  const half = Math.floor(values.length / 2);
  return sum(values.slice(-half)) / sum(values.slice(0, half));
}
