import { constants } from './constants.ts';
import type { Track } from './track.ts';
import type { WindowFigures } from './window-figures.ts';
import { rowOf, type WindowRow } from './window-row.ts';

/** Windows looked at in each tier: all that it holds, and its newer half once that says enough. */
export const windowsPerTier = 2;

/** The window of a slot, packed: tier times `windowsPerTier`, plus one for the newer half. null: it does not rise. */
export function keptWindow(track: Track, slot: number): WindowRow | null {
  return track.windows?.[slot] ?? null;
}

/** Keeps what a look at a slot found. Nothing is held for a series none of whose windows rises. */
export function keepWindow(track: Track, slot: number, figures: WindowFigures | null): void {
  if (figures === null && keptWindow(track, slot) === null) return;
  track.windows ??= Array.from({ length: windowsPerTier * constants.tierCount }, () => null);
  track.windows[slot] = figures === null ? null : rowOf(figures);
  if (track.windows.every((row) => row === null)) track.windows = null;
}
