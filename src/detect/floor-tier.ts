import { constants } from './constants.ts';

/**
 * A ring of floors at one bucket width. Times are whole base widths since the detector's origin, so
 * that a floor costs eight bytes. Empty buckets take no room: a coarse series fills a fine tier slowly.
 *
 *   value   │ ╱╲  ╱╲ ╱╲        the bucket's least value: what was left after a collection
 *   floor ──┼─┴──┴──┴────
 */
export type FloorTier = {
  readonly width: number;
  readonly floors: Float32Array;
  readonly times: Int32Array;
  /** The highest of the finer floors in each of these buckets; empty where there is no need of it. */
  readonly highs: Float32Array;
  /** Slot of the next floor, and how many are filled. */
  head: number;
  count: number;
  /** The bucket that is being filled: its number, its least value, when that came. */
  bucket: number;
  least: number;
  leastAt: number;
  most: number;
};

const none = Number.MIN_SAFE_INTEGER;

/** An empty tier whose buckets are `width` base widths wide, and that may remember its highs. */
export function newTier(width: number, withHighs = false): FloorTier {
  return {
    width,
    floors: new Float32Array(constants.tierLength),
    times: new Int32Array(constants.tierLength),
    highs: new Float32Array(withHighs ? constants.tierLength : 0),
    head: 0,
    count: 0,
    bucket: none,
    least: 0,
    leastAt: 0,
    most: 0,
  };
}

/**
 * Takes a value in, and the highest floor that stands behind it; true when that closed a bucket, whose
 * floor is now the newest in the ring.
 */
export function push(tier: FloorTier, at: number, value: number, high: number): boolean {
  const bucket = Math.floor(at / tier.width);
  if (bucket === tier.bucket) {
    if (value < tier.least) {
      tier.least = value;
      tier.leastAt = at;
    }
    if (high > tier.most) tier.most = high;
    return false;
  }
  const closed = tier.bucket !== none;
  if (closed) store(tier);
  tier.bucket = bucket;
  tier.least = value;
  tier.leastAt = at;
  tier.most = high;
  return closed;
}

/** The floor `back` places before the newest one (0: the newest). The caller keeps within `count`. */
export function floorAt(tier: FloorTier, back: number): number {
  return tier.floors[slot(tier, back)] ?? 0;
}

/** The highest of the finer floors in that bucket; the floor itself where highs are not kept. */
export function highAt(tier: FloorTier, back: number): number {
  return tier.highs[slot(tier, back)] ?? floorAt(tier, back);
}

/** The time of that floor, in base widths. */
export function timeAt(tier: FloorTier, back: number): number {
  return tier.times[slot(tier, back)] ?? 0;
}

function slot(tier: FloorTier, back: number): number {
  const { length } = tier.floors;
  return (tier.head - 1 - back + 2 * length) % length;
}

function store(tier: FloorTier): void {
  tier.floors[tier.head] = tier.least;
  tier.times[tier.head] = tier.leastAt;
  if (tier.highs.length > 0) tier.highs[tier.head] = tier.most;
  tier.head = (tier.head + 1) % tier.floors.length;
  if (tier.count < tier.floors.length) tier.count++;
}
