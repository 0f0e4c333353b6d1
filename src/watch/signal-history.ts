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

/** A signal that a view may draw. */
export type ShownSignal = Timeline['signal'];

/** One signal: its points, and the stretch since the last of them, which is still open. */
type Followed = {
  points: readonly TimelinePoint[];
  /** Since its last point and before the newest reading. */
  open: Stretch | null;
  /** The newest reading: whether it is of the next life is sometimes known with the reading after it. */
  newest: (Sample & Pick<Stretch, 'counted'>) | null;
};

/**
 * What a view can show of one target over all lives. Floors come from the detector, once for each of its
 * buckets; what stands above them is gathered here from the readings, as one stretch that is always open.
 */
export type SignalHistory = {
  /** By signal: which one a verdict rests on may change and change back, and each has its own teeth. */
  readonly followed: Map<ShownSignal, Followed>;
  /** The one that is drawn, if any is: a fresh life has none yet. */
  signal: ShownSignal | null;
  /** What the limit counts, where that is another one. */
  counted: Signal | null;
};

/** Nothing is known yet but what is on record. */
export function newHistory(recorded: Timeline | null = null): SignalHistory {
  const followed: SignalHistory['followed'] = new Map();
  if (recorded !== null) followed.set(recorded.signal, begun(recorded.points));
  return { followed, signal: recorded?.signal ?? null, counted: recorded?.counted ?? null };
}

/** Takes note of how high the signals stand that are followed. Costs nothing where none is. */
export function noteReading({ followed, counted: limited }: SignalHistory, reading: Reading): void {
  if (followed.size === 0) return;
  const counted = limited === null ? Number.NaN : seriesValue(limited, reading);
  for (const [signal, one] of followed) {
    const value = seriesValue(signal, reading);
    if (!Number.isFinite(value)) continue;
    one.open = withNewest(one);
    one.newest = { atMs: reading.atMs, value, counted };
  }
}

/**
 * Keeps what the newest points of a signal add to the picture of it. Each has what stood above its floor since
 * the last one that is known; `ends` are those of lives. From then on the signal is followed.
 */
export function notePoints(
  history: SignalHistory,
  signal: ShownSignal,
  newest: readonly TimelinePoint[],
  ends: readonly number[],
): void {
  const one = history.followed.get(signal) ?? begun([]);
  history.followed.set(signal, one);
  const lastAtMs = one.points.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
  const added = newest.filter(({ atMs }) => atMs > lastAtMs);
  if (added.length === 0) return;
  const stretch = withNewest(one);
  const points = stretch === null ? added : added.map((point) => withStretch(point, stretch));
  one.points = points.reduce((all, point) => withPoint(all, point, ends), one.points);
  one.open = null;
  one.newest = null;
}

/** A life is over: what was read of it since the last point is one, the top of the tooth with it. */
export function noteEnd(
  { followed }: SignalHistory,
  endAtMs: number,
  ends: readonly number[],
): void {
  for (const one of followed.values()) {
    const { newest } = one;
    const isOfNext = newest !== null && newest.atMs > endAtMs;
    const last = isOfNext ? one.open : withNewest(one);
    if (last !== null) {
      const bare = { atMs: last.atMs, floor: last.least, peak: last.most };
      one.points = withPoint(one.points, withStretch(bare, last), ends);
    }
    one.open = null;
    one.newest = isOfNext ? newest : null;
  }
}

function begun(points: readonly TimelinePoint[]): Followed {
  return { points, open: null, newest: null };
}

/** A point with what was read since the one before it. */
function withStretch(point: TimelinePoint, { most, counted }: Stretch): TimelinePoint {
  const peak = Math.max(point.peak, most);
  if (!Number.isFinite(counted)) return { ...point, peak };
  return { ...point, peak, counted: Math.max(point.counted ?? counted, counted) };
}

function withNewest({ open, newest }: Followed): Stretch | null {
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
