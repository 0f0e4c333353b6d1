import { defaultRule } from '../model/default-rule.ts';
import { ruleOn } from './gates.ts';
import type { Instance } from './instance.ts';
import { keptWindows, windowsPerTier } from './kept-windows.ts';
import { isHeld } from './look.ts';
import type { SeriesName } from './series.ts';
import { situationOf } from './situation.ts';
import type { Track } from './track.ts';
import { figuresOf } from './window-row.ts';

/**
 * Keeps a window that passed every gate, so that one noisy floor does not end an alarm: of the `tiers`
 * finest tiers, which have just been looked at.
 */
export function hold(
  track: Track,
  instance: Instance,
  name: SeriesName,
  { tiers, now }: { readonly tiers: number; readonly now: number },
): void {
  const passed = keptWindows(track, windowsPerTier * tiers).findLast((row) => {
    const window = figuresOf(row);
    const situation = situationOf(instance, name, window, now);
    return ruleOn(window, defaultRule.detect, situation).concern === 'alarm';
  });
  if (passed !== undefined) track.held = passed;
  else if (track.held !== null) {
    const held = figuresOf(track.held);
    if (held.tier < tiers && !isHeld(track, held, now)) track.held = null;
  }
}
