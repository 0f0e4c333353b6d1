import type { Life } from '../model/life.ts';
import type { LeakKind } from '../model/verdict.ts';
import { constants } from './constants.ts';
import type { SeriesName } from './series.ts';
import type { Track } from './track.ts';
import { type WindowFigures, windowFigures } from './window-figures.ts';

/** A life that has ended, and its whole rise. Plain data; the times of `ramp` are base widths. */
export type LifeRecord = {
  readonly life: Life;
  readonly signal: SeriesName;
  readonly limit: number | null;
  readonly ramp: WindowFigures | null;
  /** Which part of the memory made the ramp; null without one. */
  readonly leakKind: LeakKind | null;
  /** Whether the cause is only a guess from the height. */
  readonly guessed: boolean;
};

/** How much of a life's start may have left the ring before a coarser tier is asked. */
const mayMiss = 0.25;

/**
 * The rise of a life as a whole: the window over all its floors in the finest tier that still holds
 * nearly all of them, else in the coarsest that says enough. null for one that did not rise, or was too short.
 */
export function lifeRamp(
  track: Track,
  span: { readonly startAt: number; readonly endAt: number; readonly step: number },
  limit: number | null,
): WindowFigures | null {
  const { startAt, endAt, step } = span;
  let best: WindowFigures | null = null;
  for (const [index, tier] of track.tiers.entries()) {
    if (tier.count < constants.fewestFloors) break;
    const choice = { tier, index, floors: tier.count, step, fallInterval: 0 };
    best = windowFigures({ ...choice, precedentBefore: () => null }, limit);
    const missed = tier.count < tier.floors.length ? 0 : oldest(track, index) - startAt;
    if (missed <= mayMiss * (endAt - startAt)) break;
  }
  return best;
}

function oldest(track: Track, index: number): number {
  const tier = track.tiers[index];
  // Full: the slot of the next floor holds the oldest one.
  return tier?.times[tier.head] ?? 0;
}
