import { constants } from './constants.ts';
import { trackBytes } from './track-part.ts';

/**
 * The numbers of one track, side by side in a stretch of bytes: `plan` says where each lies, counted
 * from `base` in `cells`. A typed array costs some 200 bytes before it holds a number, and who watches
 * 100,000 series has as many blocks: so a block is no buffer of its own but a part of a slab.
 *
 *   cells ─▶ │ block │ block │ block │ …
 *              └─▶ │ track's numbers │ tiers' heads │ floors │ highs │ middles │ times │
 */
export type Block = { cells: DataView; base: number; plan: BlockPlan };

/** Where a block's parts begin, in bytes from its base, and its length. */
export type BlockPlan = {
  readonly withHighs: boolean;
  /** Place of this plan's reach among `reaches`. */
  readonly reach: number;
  readonly tiers: readonly TierPlan[];
  readonly timesFrom: number;
  readonly bytes: number;
};

/** Where a tier's parts begin, in bytes from the block's base. */
export type TierPlan = {
  /** Of a bucket, in base widths. */
  readonly width: number;
  readonly head: number;
  readonly floors: number;
  /** null: this tier keeps no highs. */
  readonly highs: number | null;
  /** A byte each: where between floor and high the mean of the finer floors lies. null: not kept. */
  readonly middles: number | null;
  readonly times: number;
  readonly timeBytes: number;
  /** What a time keeps of itself: its low bits. */
  readonly timeMask: number;
};

/** A tier's head: the bucket that is being filled, then the state of the ring. */
export const tierHead = {
  ...{ least: 0, leastAt: 8, most: 12, newestAt: 16, next: 20, count: 21 },
  /** The sum of what came into the bucket, for its mean, and how many came. */
  ...{ sum: 22, parts: 30 },
};
const headBytes = 32;
const floatBytes = 4;

/**
 * Bytes of a time in each tier: forty buckets side by side span 2^8 base widths in the two finest and
 * 2^16 in all; what is coarser or has gaps needs more.
 */
const reaches: readonly (readonly number[])[] = [
  [1, 1, 2, 2, 2],
  [2, 2, 2, 2, 2],
  [4, 4, 4, 4, 4],
];

/** Half-hours and more hide their highs in their floors: a day's peak is no floor of three hours. */
const firstWithHighs = 2;

const plans = reaches.map((_, reach) => [planOf(reach, false), planOf(reach, true)] as const);

/** So many blocks of one plan make up a slab, which is freed with the last track that lies in it. */
const slabBlocks = 32;
/** The slab of each plan that has room left. */
const open = new Map<BlockPlan, { readonly cells: DataView; used: number }>();

/** An empty block, all zeros; `reach`: 0 as short as goes, 2 for times of any distance. */
export function newBlock(withHighs: boolean, reach = 0): Block {
  const plan = plans[reach]?.[withHighs ? 1 : 0];
  if (plan === undefined) throw new Error(`no reach ${reach}`);
  let slab = open.get(plan);
  if (slab === undefined || slab.used === slabBlocks) {
    slab = { cells: new DataView(new ArrayBuffer(slabBlocks * plan.bytes)), used: 0 };
    open.set(plan, slab);
  }
  return { cells: slab.cells, base: slab.used++ * plan.bytes, plan };
}

/** The bytes of a block, in place. */
export function bytesOf({ cells, base, plan }: Block): Uint8Array<ArrayBufferLike> {
  return new Uint8Array(cells.buffer, base, plan.bytes);
}

function planOf(reach: number, withHighs: boolean): BlockPlan {
  const { tierCount, tierFactor, tierLength } = constants;
  const indices = Array.from({ length: tierCount }, (_, index) => index);
  const ring = floatBytes * tierLength;
  const floorsFrom = trackBytes + headBytes * tierCount;
  const highsFrom = floorsFrom + ring * tierCount;
  const coarse = withHighs ? tierCount - firstWithHighs : 0;
  const middlesFrom = highsFrom + ring * coarse;
  const timesFrom = middlesFrom + tierLength * coarse;
  let bytes = timesFrom;
  const tiers = indices.map((index) => {
    const timeBytes = reaches[reach]?.[index] ?? floatBytes;
    const times = bytes;
    bytes += timeBytes * tierLength;
    const hasHighs = withHighs && index >= firstWithHighs;
    return {
      width: tierFactor ** index,
      head: trackBytes + headBytes * index,
      floors: floorsFrom + ring * index,
      highs: hasHighs ? highsFrom + ring * (index - firstWithHighs) : null,
      middles: hasHighs ? middlesFrom + tierLength * (index - firstWithHighs) : null,
      times,
      timeBytes,
      timeMask: 2 ** Math.min(31, 8 * timeBytes) - 1,
    };
  });
  return { withHighs, reach, tiers, timesFrom, bytes };
}
