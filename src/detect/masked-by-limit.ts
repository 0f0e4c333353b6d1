import type { DetectRule } from '../model/rule.ts';
import { concernRank } from '../model/verdict.ts';
import type { Observed } from './candidate.ts';
import { constants } from './constants.ts';
import { floorAt, highAt, timeAt } from './floor-tier.ts';
import { type Ruling, ruleOn } from './gates.ts';
import type { Instance } from './instance.ts';
import { loadShare } from './load-share.ts';
import { pastOf } from './past.ts';
import type { Track } from './track.ts';
import { windowFigures } from './window-figures.ts';

/** A heap whose collector runs out of room, and how far that carries. */
export type Masked = { readonly instance: Instance; readonly ruling: Ruling };

/**
 * A leak that GOMEMLIMIT hides: what the process holds stands still below the limit, and the slope has moved to
 * the collector, whose goal may not rise any more (golang/go#48409, #58106):
 *
 *   held  ╱▔▔▔▔▔▔▔▔  limit         live over goal      ╱ 1: no room,
 *        ╱      ╱                                    ╱      collections without end
 *   live  ╱╱╱╱╱                       1/2  ▁▁▁▁▁▁▁▁╱
 *
 * What a collection leaves of the goal, live ÷ goal, is 1 ÷ (1 + GOGC/100) while the limit is far, whatever the
 * size and the traffic; collections come as 1 ÷ (1 − live ÷ goal). So it is judged as a series of its own with 1
 * as its limit, by the same gates, once it is above what any GOGC in use gives. null: nothing rises.
 */
export function maskedByLimit(detect: DetectRule, observed: Observed): Masked | null {
  let loudest: Masked | null = null;
  for (const instance of observed.instances) {
    const ruling = rulingOn(instance, detect, observed);
    if (ruling === null) continue;
    const best = loudest?.ruling.concern ?? 'none';
    if (concernRank[ruling.concern] > concernRank[best]) loudest = { instance, ruling };
  }
  return loudest;
}

function rulingOn(instance: Instance, detect: DetectRule, observed: Observed): Ruling | null {
  const track = instance.tracks.goalUse;
  if (track === undefined || !isSqueezed(track)) return null;
  const context = Math.max(1, (observed.contextMs * observed.timeScale) / constants.baseWidthMs);
  let best: Ruling | null = null;
  for (const [index, tier] of track.tiers.entries()) {
    // A tier finer than the step holds what the one before it holds.
    if (index > 0 && tier.width <= 1.5 * instance.step) continue;
    const past = pastOf(track, index, () => null, highAt);
    const choice = { tier, index, floors: tier.count, step: instance.step, fallInterval: 0, past };
    const figures = windowFigures(choice, fullGoal);
    if (figures === null || figures.end < squeezed) continue;
    const about = { limit: fullGoal, peak: figures.end, context, leastGrowth: 0, uncleanMs: 0 };
    const managed = { garbage: false, offHeap: false };
    const share = loadShare(instance.load, figures, instance.step);
    const ruling = ruleOn(figures, detect, { ...about, ...managed, loadShare: share });
    if (best === null || concernRank[ruling.concern] > concernRank[best.concern]) best = ruling;
  }
  return best;
}

/** The heap of a goal that is live from end to end. */
const fullGoal = 1;

/** GOGC = 50 leaves two thirds of the goal; less is rare, since it costs as much as a leak would. */
const squeezed = 0.75;

/** The cheap way out for nearly every process: the newest floors of the second tier, where collections lie within. */
function isSqueezed(track: Track): boolean {
  const tier = track.tiers[1];
  if (tier === undefined || tier.count === 0) return false;
  const finest = track.tiers[0];
  const newest = finest === undefined || finest.count === 0 ? 0 : timeAt(finest, 0);
  return floorAt(tier, 0) >= squeezed && newest - timeAt(tier, 0) < 3 * tier.width;
}
