import { floorAt, highAt, timeAt } from './floor-tier.ts';
import type { Track } from './track.ts';

/** A floor, its time in base widths, and the highest of the finer floors behind it. */
export type FloorOverTiers = { readonly at: number; readonly floor: number; readonly high: number };

/** The floors of a series, oldest first, the finest that are still known at each time. */
export function floorsOverTiers(track: Track): FloorOverTiers[] {
  const found: FloorOverTiers[] = [];
  let until = Number.MAX_VALUE;
  for (const tier of track.tiers) {
    let oldest = until;
    for (let back = 0; back < tier.count; back++) {
      const at = timeAt(tier, back);
      if (at + tier.width > until) continue;
      found.push({ at, floor: floorAt(tier, back), high: highAt(tier, back) });
      oldest = at;
    }
    until = oldest;
  }
  return found.reverse();
}
