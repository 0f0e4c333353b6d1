import { constants } from './constants.ts';
import { trackBytes } from './track-part.ts';

/**
 * Where a block's parts begin, in bytes from its base, and its length:
 *
 *   │ track's numbers │ tiers' heads │ falls │ finest tier: floors, times │ … │ coarsest: floors, highs, middles, times │
 */
export type BlockPlan = PlanChoice & {
  readonly tiers: readonly TierPlan[];
  /** The newest intervals between falls, a ring of four bytes each. */
  readonly falls: number;
  readonly bytes: number;
};

/** What tells one plan from another. */
export type PlanChoice = {
  readonly withHighs: boolean;
  /** Place among `reaches`: 0 as short as goes, the last for times of any distance. */
  readonly reach: number;
  /** Whether floors and highs are kept whole, and not as the low bytes of their bits. */
  readonly whole: boolean;
};

/** Where a tier's parts begin, in bytes from the block's base. */
export type TierPlan = {
  /** Of a bucket, in base widths. */
  readonly width: number;
  readonly head: number;
  readonly heightBytes: number;
  readonly floors: number;
  /** null: this tier keeps no highs. */
  readonly highs: number | null;
  /** A byte each: where between floor and high the mean of the finer floors lies. null: not kept. */
  readonly middles: number | null;
  readonly times: number;
  readonly timeBytes: number;
  /** What a time keeps of itself: its low bits. */
  readonly timeMask: number;
  /** Whether no bucket was left out, so that a floor's place tells its bucket. */
  readonly unbroken: boolean;
};

/** A tier's head: the bucket that is being filled, then the state of the ring. */
export const tierHead = {
  ...{ leastAt: 0, newestAt: 4, least: 8, next: 12, count: 13 },
  /** With highs: the highest of what came into the bucket, the sum for its mean, and how many came. */
  ...{ most: 14, sum: 18, parts: 26 },
};
const headBytes = { plain: 14, withHighs: 27 };

/**
 * Bytes of a time in each tier. Forty buckets side by side span 2^8 base widths in the two finest and 2^16
 * in all; in the next two a byte is enough for a place in a bucket, where none was left out. What is
 * coarser or has gaps needs more.
 */
const reaches: readonly {
  readonly bytes: readonly number[];
  readonly unbroken: readonly boolean[];
}[] = [
  { bytes: [1, 1, 1, 1, 2], unbroken: [false, false, true, true, false] },
  { bytes: [1, 1, 2, 2, 2], unbroken: [] },
  { bytes: [2, 2, 2, 2, 2], unbroken: [] },
  { bytes: [4, 4, 4, 4, 4], unbroken: [] },
];

/** Intervals between falls that are kept. */
export const fallsKept = 8;

/** Half-hours and more hide their highs in their floors: a day's peak is no floor of three hours. */
const firstWithHighs = 2;

const plans = reaches.flatMap((_, reach) =>
  [false, true].flatMap((withHighs) =>
    [false, true].map((whole) => layOut({ withHighs, reach, whole })),
  ),
);

/** The plan of that choice, the same object each time. */
export function planOf({ withHighs, reach, whole }: PlanChoice): BlockPlan {
  const plan = plans[4 * reach + 2 * Number(withHighs) + Number(whole)];
  if (plan === undefined) throw new Error(`no reach ${reach}`);
  return plan;
}

function layOut(choice: PlanChoice): BlockPlan {
  const { tierCount, tierFactor, tierLength } = constants;
  const { withHighs, whole } = choice;
  const reach = reaches[choice.reach];
  const heightBytes = whole ? 4 : 3;
  let bytes = trackBytes;
  const take = (length: number) => {
    bytes += length;
    return bytes - length;
  };
  const each = <T>(part: (index: number) => T) =>
    Array.from({ length: tierCount }, (_, i) => part(i));
  const hasHighs = (index: number) => withHighs && index >= firstWithHighs;
  const heads = each((i) => take(hasHighs(i) ? headBytes.withHighs : headBytes.plain));
  const falls = take(4 * fallsKept);
  const ring = heightBytes * tierLength;
  const tiers = each((i): TierPlan => {
    const timeBytes = reach?.bytes[i] ?? 4;
    return {
      width: tierFactor ** i,
      head: heads[i] ?? 0,
      heightBytes,
      timeBytes,
      timeMask: 2 ** Math.min(31, 8 * timeBytes) - 1,
      unbroken: reach?.unbroken[i] ?? false,
      floors: take(ring),
      highs: hasHighs(i) ? take(ring) : null,
      middles: hasHighs(i) ? take(tierLength) : null,
      // The last: three bytes of a height are read with the one behind them.
      times: take(timeBytes * tierLength),
    };
  });
  return { ...choice, tiers, falls, bytes };
}
