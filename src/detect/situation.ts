import { deepestFall } from './collections.ts';
import { constants } from './constants.ts';
import type { Situation } from './gates.ts';
import type { Instance } from './instance.ts';
import { leakKind } from './leak-kind.ts';
import { loadShare } from './load-share.ts';
import { mayBeGarbage } from './may-be-garbage.ts';
import { isCount, type SeriesName } from './series.ts';
import type { Counted } from './time-to-limit.ts';
import { recentPeak, type Track } from './track.ts';
import type { WindowFigures } from './window-figures.ts';

/** What the gates must know of an instance to rule on a window of one of its series. */
export function situationOf(
  instance: Instance,
  name: SeriesName,
  window: WindowFigures,
  context: number,
): Situation {
  const limit = isCount(name) ? null : instance.limitBytes;
  const peak = countedPeak(instance, name);
  // Of those that tell a used heap only V8 tells what its objects hold outside.
  const isV8 = instance.tracks.offHeap !== undefined;
  const deepest = instance.collections === null ? 0 : deepestFall(instance.collections);
  const kind = unclean.has(name) ? leakKind(instance, name, window) : null;
  // What is resident rises along with a used heap.
  const heap = kind === 'heap' ? instance.tracks.heapUsed : undefined;
  return {
    limit,
    peak,
    context: Math.max(1, context),
    leastGrowth: leastGrowth(name),
    uncleanMs: uncleanMs(name),
    garbage:
      heap !== undefined &&
      mayBeGarbage(heap, window, { isFull: isFull(heap, limit), isV8, deepest }),
    offHeap: kind === 'off-heap',
    loadShare: loadShare(instance.load, window, instance.step),
  };
}

/** By the heap itself: what is resident of a JVM stands near the limit from its first hours on, whatever is live. */
function isFull(heap: Track, limit: number | null): boolean {
  return limit !== null && heightOf(heap) >= constants.nearLimit * limit;
}

function heightOf(track: Track): number {
  return Math.max(recentPeak(track), track.last);
}

const resident: ReadonlySet<SeriesName> = new Set(['anon', 'rss', 'workingSet']);
/** Pages that a collector has freed stay resident, and a bare value may be anything. */
const unclean: ReadonlySet<SeriesName> = new Set(['value', ...resident, 'heapUsed']);

function uncleanMs(name: SeriesName): number {
  if (!unclean.has(name)) return 0;
  return resident.has(name) ? constants.uncleanMs.resident : constants.uncleanMs.heap;
}

/** The newest height of what the limit counts. */
export function countedPeak(instance: Instance, name: SeriesName): number {
  const { tracks } = instance;
  const counted = tracks[countedSeries(instance, name)];
  return counted === undefined ? 0 : heightOf(counted);
}

/** What the limit of a series counts, as it stands. */
export function countedBy(instance: Instance, name: SeriesName): Counted {
  const isHeap = countedSeries(instance, name) === 'heapUsed';
  return { peak: countedPeak(instance, name), isHeap };
}

/** What the limit of a series counts, the best known to it first. */
export function countedSeries({ tracks }: Instance, name: SeriesName): SeriesName {
  if (isCount(name) || name === 'value') return name;
  return countedFirst.find((one) => tracks[one] !== undefined) ?? name;
}

const countedFirst = ['workingSet', 'rss', 'anon'] as const satisfies readonly SeriesName[];

/** A bare value's unit is not known: a share of its level must do. */
function leastGrowth(name: SeriesName): number {
  if (name === 'value') return 0;
  return isCount(name) ? constants.leastCount : constants.leastBytes;
}
