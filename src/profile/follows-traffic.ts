import type { GrowthSeries } from './growth-trend.ts';
import { sum } from './sum.ts';

/** From this part of the allocations on that went again, memory is something that passes through. */
const passingShare = 0.5;
/** What is alive rises no more than this many times as much as what is allocated a second. */
const atMost = 4 / 3;
/** A rise below this is none: rates of a few captures vary by as much. */
const leastRise = 1.2;

/**
 * Whether a site holds more only because it is called more. Little's law (1961): what is alive is what is
 * allocated a second times how long it lives. Under rising load both rise together; a leak rises while
 * the rate stays:
 *
 *     alive   ▁▂▃▄▅▆▇█        alive   ▁▂▃▄▅▆▇█
 *     rate    ▁▂▃▄▅▆▇█ load   rate    ▄▄▅▄▄▄▅▄ leak
 *
 * Compares the later half of the captures with the earlier one. Says nothing (false) of what is hardly
 * ever freed, of fewer than four captures, and where allocations are not counted.
 */
export function followsTraffic(series: GrowthSeries): boolean {
  const { seconds, values, allocated, freedShare } = series;
  if (allocated === null || values.length < 4 || freedShare < passingShare) return false;
  const rates = values.slice(1).map((_, i) => {
    const step = (allocated[i + 1] ?? 0) - (allocated[i] ?? 0);
    return step / ((seconds[i + 1] ?? 0) - (seconds[i] ?? 0));
  });
  const rateRise = laterByEarlier(rates);
  return rateRise > leastRise && laterByEarlier(values.slice(1)) <= rateRise * atMost;
}

function laterByEarlier(values: readonly number[]): number {
  const half = Math.floor(values.length / 2);
  return sum(values.slice(-half)) / sum(values.slice(0, half));
}
