import { constants } from './constants.ts';
import type { Track } from './track.ts';
import type { WindowFigures } from './window-figures.ts';
import { floorsPlace, rowLength, rowOf, type WindowRow } from './window-row.ts';

/** Windows looked at in each tier: all that it holds, and its newer half once that says enough. */
export const windowsPerTier = 2;

/** Slots of a series: tier times `windowsPerTier`, plus one for the newer half. */
export const windowSlots = windowsPerTier * constants.tierCount;

/** A window as it is kept: its slot, then its row. */
const length = 1 + rowLength;

/** The window of a slot, packed. null: it does not rise. */
export function keptWindow({ windows }: Track, slot: number): WindowRow | null {
  if (windows === null) return null;
  const from = placeOf(windows, slot);
  return from < 0 ? null : rowAt(windows, from);
}

/** How many floors the window of a slot was measured over; 0: it does not rise. */
export function keptFloors({ windows }: Track, slot: number): number {
  const from = windows === null ? -1 : placeOf(windows, slot);
  return from < 0 ? 0 : (windows?.[from + 1 + floorsPlace] as number);
}

/** The windows that are kept of the slots below `slots`, packed, the finest tier's first. */
export function keptWindows({ windows }: Track, slots = windowSlots): WindowRow[] {
  if (windows === null) return [];
  const found: WindowRow[] = [];
  for (let from = 0; from < windows.length && (windows[from] as number) < slots; from += length) {
    found.push(rowAt(windows, from));
  }
  return found;
}

/** Keeps what a look at a slot found. Nothing is held for a series none of whose windows rises. */
export function keepWindow(track: Track, slot: number, figures: WindowFigures | null): void {
  if (figures === null && track.windows === null) return;
  const before = track.windows ?? none;
  const found = placeOf(before, slot);
  if (figures === null && found < 0) return;
  const from = found < 0 ? placeFor(before, slot) : found;
  const kept = figures === null ? none : [slot, ...rowOf(figures)];
  // Joined and not spread: the engine leaves no room for more behind it.
  const after = before.slice(from + (found < 0 ? 0 : length));
  const windows = before.slice(0, from).concat(kept, after);
  track.windows = windows.length === 0 ? null : windows;
}

const none: readonly number[] = [];

/** Where the window of a slot begins; -1: none is kept. */
function placeOf(windows: readonly number[], slot: number): number {
  const from = placeFor(windows, slot);
  return windows[from] === slot ? from : -1;
}

/** Where it would begin: they are in the order of their slots. */
function placeFor(windows: readonly number[], slot: number): number {
  let from = 0;
  while (from < windows.length && (windows[from] as number) < slot) from += length;
  return from;
}

function rowAt(windows: readonly number[], from: number): WindowRow {
  return windows.slice(from + 1, from + length) as unknown as WindowRow;
}
