import { unitOf } from '../model/signal.ts';
import type { ShownSignal, SignalHistory } from './signal-history.ts';

/** Floors that a running life gives a signal before it is drawn in place of one with more teeth. */
const settled = 24;

/** What is retained in a heap is seen in each of these. */
const ofHeap: ReadonlySet<ShownSignal> = new Set(['heapLive', 'heapUsed', 'heapInuse']);

/** What the newest verdict of a target rests on. */
export type Rested = {
  readonly signal: ShownSignal;
  readonly isOfConcern: boolean;
  /** When lives of the target ended. */
  readonly ends: readonly number[];
  /** How many floors the running life has of that signal. */
  readonly floors: number;
};

/**
 * The signal that a view draws: that which the verdict rests on, unless that would take teeth away which are on the
 * screen. A young life is judged by whichever signal tells first, and by another a moment later; what somebody looks
 * at must not change with each. One that was seen for a while takes the place of another of the same unit if it has
 * as many teeth, or if it is of concern and sees what the other does not.
 */
export function drawnSignal(history: SignalHistory, rested: Rested): ShownSignal {
  const { signal, ends } = rested;
  const drawn = history.signal;
  if (drawn === null || drawn === signal) return signal;
  const kept = teethOf(history, drawn, ends);
  return kept === 0 || isWorthTeeth(history, drawn, kept, rested) ? signal : drawn;
}

function isWorthTeeth(
  history: SignalHistory,
  drawn: ShownSignal,
  kept: number,
  { signal, isOfConcern, ends, floors }: Rested,
): boolean {
  const isSettled = floors >= settled;
  // Bytes say nothing of how a count rises.
  if (unit(drawn) !== unit(signal)) return isSettled || isOfConcern;
  if (!isSettled) return false;
  if (teethOf(history, signal, ends) >= kept) return true;
  const isSame = ofHeap.has(drawn) && ofHeap.has(signal);
  // What is not read any more shows nothing of now.
  return (isOfConcern && !isSame) || isSilent(history, drawn, signal);
}

function unit(signal: ShownSignal): 'bytes' | 'count' | 'value' {
  return signal === 'value' ? 'value' : unitOf(signal);
}

/** Ends of lives that a signal was seen before. */
function teethOf(
  { followed }: SignalHistory,
  signal: ShownSignal,
  ends: readonly number[],
): number {
  const first = followed.get(signal)?.points[0]?.atMs ?? Number.POSITIVE_INFINITY;
  return ends.filter((atMs) => atMs >= first).length;
}

/** Whether one has come no further than the other's running life. */
function isSilent({ followed }: SignalHistory, drawn: ShownSignal, signal: ShownSignal): boolean {
  const last = followed.get(drawn)?.points.at(-1)?.atMs ?? 0;
  const points = followed.get(signal)?.points ?? [];
  return last < (points.at(-settled)?.atMs ?? 0);
}
