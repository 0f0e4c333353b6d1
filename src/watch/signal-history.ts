import { seriesValue } from '../detect/series-values.ts';
import type { Reading } from '../model/reading.ts';
import type { Sample } from '../model/sample.ts';
import type { Timeline, TimelinePoint } from '../model/timeline.ts';
import { withPoint } from './with-point.ts';

/** What was read since the last point, in the unit of its signal. */
type Stretch = { readonly atMs: number; readonly least: number; readonly most: number };

type ShownSignal = Timeline['signal'];

/**
 * What a view can show of one target over all lives. Floors come from the detector, once for each of its
 * buckets; what stands above them is gathered here from the readings, as one stretch that is always open.
 */
export type SignalHistory = {
  /** By signal: which one a verdict rests on may change and change back. */
  readonly points: Map<ShownSignal, readonly TimelinePoint[]>;
  /** The signal that the last verdict rested on, if it rested on any: a fresh life has none yet. */
  signal: ShownSignal | null;
  /** Of that signal, since its last point and before the newest reading. */
  open: Stretch | null;
  /** The newest reading: whether it is of the next life is sometimes known with the reading after it. */
  newest: Sample | null;
};

/** Nothing is known yet but what is on record. */
export function newHistory(recorded: Timeline | null = null): SignalHistory {
  const points = new Map(recorded === null ? [] : [[recorded.signal, recorded.points]]);
  return { points, signal: null, open: null, newest: null };
}

/** Takes note of how high the signal that is shown stands. Costs nothing where nothing is shown. */
export function noteReading(history: SignalHistory, reading: Reading): void {
  if (history.signal === null) return;
  const value = seriesValue(history.signal, reading);
  if (!Number.isFinite(value)) return;
  history.open = withNewest(history);
  history.newest = { atMs: reading.atMs, value };
}

/**
 * Keeps what the newest points of a signal add to the picture of it. Each has what stood above its floor since
 * the last one that is known; `ends` are those of lives.
 */
export function notePoints(
  history: SignalHistory,
  signal: ShownSignal,
  newest: readonly TimelinePoint[],
  ends: readonly number[],
): void {
  if (signal !== history.signal) {
    history.signal = signal;
    history.open = null;
    history.newest = null;
  }
  const known = history.points.get(signal) ?? [];
  const lastAtMs = known.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
  const added = newest.filter(({ atMs }) => atMs > lastAtMs);
  if (added.length === 0) return;
  const highest = withNewest(history)?.most ?? Number.NEGATIVE_INFINITY;
  const points = added.map((point) => ({ ...point, peak: Math.max(point.peak, highest) }));
  history.points.set(
    signal,
    points.reduce((all, point) => withPoint(all, point, ends), known),
  );
  history.open = null;
  history.newest = null;
}

/** A life is over: what was read of it since the last point is one, the top of the tooth with it. */
export function noteEnd(history: SignalHistory, endAtMs: number, ends: readonly number[]): void {
  const { signal, newest } = history;
  const isOfNext = newest !== null && newest.atMs > endAtMs;
  const last = isOfNext ? history.open : withNewest(history);
  if (signal !== null && last !== null) {
    const point = { atMs: last.atMs, floor: last.least, peak: last.most };
    history.points.set(signal, withPoint(history.points.get(signal) ?? [], point, ends));
  }
  history.open = null;
  history.newest = isOfNext ? newest : null;
}

function withNewest({ open, newest }: SignalHistory): Stretch | null {
  if (newest === null) return open;
  const { atMs, value } = newest;
  return {
    atMs,
    least: Math.min(value, open?.least ?? value),
    most: Math.max(value, open?.most ?? value),
  };
}
