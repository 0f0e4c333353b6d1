import type { Life } from '../model/life.ts';
import type { LeakKind } from '../model/verdict.ts';
import { constants } from './constants.ts';
import { timeAt } from './floor-tier.ts';
import type { SeriesName } from './series.ts';
import type { Track } from './track.ts';
import { type WindowFigures, windowFigures } from './window-figures.ts';

/** A life that has ended, and its whole rise. Plain data; the times of `ramp` are base widths. */
export type LifeRecord = {
  readonly life: Life;
  readonly signal: SeriesName;
  /** In the signal's unit; null for what the limit does not count, too. */
  readonly limit: number | null;
  /** Whether what the limit counts stood near it at the end. */
  readonly atLimit: boolean;
  readonly ramp: WindowFigures | null;
  /** The rise after the first third or so, when what warms up has done so; null without one. */
  readonly settled: WindowFigures | null;
  /** Which part of the memory made the ramp; null without one. */
  readonly leakKind: LeakKind | null;
  /** Whether the cause is only a guess from the height. */
  readonly guessed: boolean;
  /** Whether it ended while a rise of it passed every gate. Absent in records of earlier versions. */
  readonly alarmed?: boolean;
  /** What ran, and how long it was watched; absent where nobody says. */
  readonly build?: { readonly version: string; readonly watchedMs: number };
};

/** The rise of a life as a whole, and once settled. */
export type LifeRamps = Pick<LifeRecord, 'ramp' | 'settled'>;

/** How much of a life's start may be missing: nearly nothing of a whole rise, a third or so of a settled one. */
const mayMiss = { whole: 0.25, settled: 0.5 };
/** Lives are judged together, and by how they ended: one alone need not prove its rise. */
const leastZ = 1;
/** The part of a life's floors, from its end, that counts as settled. */
const settledPart = 0.65;

/** A life that has just ended, in base widths. */
type Span = { readonly startAt: number; readonly endAt: number; readonly step: number };

/**
 * The rise of a life, as a whole and settled: a window over the floors of the finest tier that still holds
 * enough of them, else of the coarsest that says enough. null for one that did not rise, or was too short.
 */
export function lifeRamps(track: Track, span: Span, limit: number | null): LifeRamps {
  const lasted = span.endAt - span.startAt;
  const measure = (part: number, miss: number) => {
    const index = tierHolding(track, span.startAt + miss * lasted);
    const tier = track.tiers[index];
    if (tier === undefined) return null;
    const floors = Math.min(
      tier.count,
      Math.ceil((part * lasted) / Math.max(tier.width, span.step)),
    );
    const choice = { tier, index, floors, step: span.step, fallInterval: 0, leastZ };
    return windowFigures({ ...choice, past: null }, limit);
  };
  return {
    ramp: measure(Number.MAX_VALUE, mayMiss.whole),
    settled: measure(settledPart, mayMiss.settled),
  };
}

/** The finest tier whose oldest floor is no younger than `at`; else the coarsest that says enough. */
function tierHolding(track: Track, at: number): number {
  let best = -1;
  for (const [index, tier] of track.tiers.entries()) {
    if (tier.count < constants.fewestFloors) break;
    best = index;
    if (tier.count < constants.tierLength || timeAt(tier, tier.count - 1) <= at) break;
  }
  return best;
}
