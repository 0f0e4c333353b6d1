import { seriesValue } from '../detect/series-values.ts';
import type { Reading } from '../model/reading.ts';
import type { Sample } from '../model/sample.ts';
import type { Signal } from '../model/signal.ts';
import type { Timeline, TimelinePoint } from '../model/timeline.ts';
import { withPoint } from '../model/with-point.ts';

/** What was read since the last point, in the unit of its signal; `counted`: the most of what the limit counts, NaN: unknown. */
type Stretch = {
  readonly atMs: number;
  readonly least: number;
  readonly most: number;
  readonly counted: number;
};

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
  /** What the limit counts, where that is another one. */
  counted: Signal | null;
  /** Of that signal, since its last point and before the newest reading. */
  open: Stretch | null;
  /** The newest reading: whether it is of the next life is sometimes known with the reading after it. */
  newest: (Sample & Pick<Stretch, 'counted'>) | null;
};

/** Nothing is known yet but what is on record. */
export function newHistory(recorded: Timeline | null = null): SignalHistory {
  const points = new Map(recorded === null ? [] : [[recorded.signal, recorded.points]]);
  return { points, signal: null, counted: recorded?.counted ?? null, open: null, newest: null };
}

/** Takes note of how high the signal that is shown stands. Costs nothing where nothing is shown. */
export function noteReading(history: SignalHistory, reading: Reading): void {
  if (history.signal === null) return;
  const value = seriesValue(history.signal, reading);
  if (!Number.isFinite(value)) return;
  const counted = history.counted === null ? Number.NaN : seriesValue(history.counted, reading);
  history.open = withNewest(history);
  history.newest = { atMs: reading.atMs, value, counted };
}

/**
 * Keeps what the newest points of a signal add to the picture of it. Each has what stood above its floor since
 * the last one that is known; `ends` are those of lives.
 */
export function notePoints(
  history: SignalHistory,
  { signal, counted = null }: { readonly signal: ShownSignal; readonly counted?: Signal | null },
  newest: readonly TimelinePoint[],
  ends: readonly number[],
): void {
  if (signal !== history.signal) {
    history.signal = signal;
    history.open = null;
    history.newest = null;
  }
  // A fresh life may not tell yet what its limit counts.
  if (counted !== null) history.counted = counted;
  const known = history.points.get(signal) ?? [];
  const lastAtMs = known.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
  const added = newest.filter(({ atMs }) => atMs > lastAtMs);
  if (added.length === 0) return;
  const stretch = withNewest(history);
  const points = stretch === null ? added : added.map((point) => withStretch(point, stretch));
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
    const bare = { atMs: last.atMs, floor: last.least, peak: last.most };
    const point = withStretch(bare, last);
    history.points.set(signal, withPoint(history.points.get(signal) ?? [], point, ends));
  }
  history.open = null;
  history.newest = isOfNext ? newest : null;
}

/** A point with what was read since the one before it. */
function withStretch(point: TimelinePoint, { most, counted }: Stretch): TimelinePoint {
  const peak = Math.max(point.peak, most);
  if (!Number.isFinite(counted)) return { ...point, peak };
  return { ...point, peak, counted: Math.max(point.counted ?? counted, counted) };
}

function withNewest({ open, newest }: SignalHistory): Stretch | null {
  if (newest === null) return open;
  const { atMs, value, counted } = newest;
  const before = open?.counted ?? Number.NaN;
  return {
    counted: Number.isNaN(before)
      ? counted
      : Number.isNaN(counted)
        ? before
        : Math.max(before, counted),
    atMs,
    least: Math.min(value, open?.least ?? value),
    most: Math.max(value, open?.most ?? value),
  };
}
