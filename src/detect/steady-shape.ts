import type { SteadyShape } from '../model/verdict.ts';
import { constants } from './constants.ts';
import { type FloorTier, floorAt } from './floor-tier.ts';
import type { Ruling } from './gates.ts';
import { mannKendall } from './mann-kendall.ts';
import { rampForm } from './ramp-form.ts';
import type { Track } from './track.ts';

/** What a rise that did not pass looks like, by the gate that stopped it. */
export function shapeOfRise({ figures, evidence }: Ruling): SteadyShape {
  if (evidence['load']?.passed === false) return 'load';
  if (evidence['largestStep']?.passed === false || evidence['lineOverSteps']?.passed === false) {
    return 'step';
  }
  if (evidence['steadiness']?.passed === false) return 'warm-up';
  const inOneTooth = figures.endAt - figures.startAt <= figures.fallInterval;
  if (inOneTooth || evidence['collections']?.passed === false) return 'gc';
  if (evidence['precedent']?.passed === false) return 'seasonal';
  return 'noisy';
}

/** What a series that does not rise looks like, over the widest tier that says enough. */
export function steadyShape(track: Track): SteadyShape {
  const tier = track.tiers.findLast(({ count }) => count >= constants.fewestFloors);
  if (tier === undefined) return 'flat';
  const values = floorsOf(tier);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const collects = track.fallCount >= 2;
  if (most - least <= flat * most) return collects ? 'gc' : 'flat';
  const { z } = mannKendall(values);
  if (z <= -constants.significance.suspicion) return 'falling';
  const largest = largestMove(values);
  if (largest >= constants.blocks.largest * (most - least)) return 'step';
  if (z >= constants.significance.suspicion && hasLevelledOff(values)) return 'plateau';
  return collects ? 'gc' : 'noisy';
}

function hasLevelledOff(values: Float64Array): boolean {
  const times = Float64Array.from(values.keys());
  return rampForm(times, values).steadiness < constants.steadiness.tooth;
}

/** Floors that stay within 4 % of one another are one level: the least `min_growth` that ships. */
const flat = 0.04;

function floorsOf(tier: FloorTier): Float64Array {
  return Float64Array.from({ length: tier.count }, (_, i) => floorAt(tier, tier.count - 1 - i));
}

/** The largest move that did not come back with the next floor. */
function largestMove(values: Float64Array): number {
  let largest = 0;
  for (let i = 1; i + 1 < values.length; i++) {
    const before = values[i - 1] ?? 0;
    const kept = Math.min((values[i] ?? 0) - before, (values[i + 1] ?? 0) - before);
    largest = Math.max(largest, kept);
  }
  return largest;
}
