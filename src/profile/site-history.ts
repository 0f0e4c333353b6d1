import type { GrowthSeries } from './growth-trend.ts';

/** What each site held and had allocated at one capture, the variances of it, and sampled objects; by the site's number. */
export type SiteRow = {
  readonly values: Float64Array;
  readonly variances: Float64Array;
  readonly steps: Float64Array;
  readonly allocated: Float64Array;
  /** Sampled objects since the start: made, and of them freed; NaN where objects are not told apart by their size. */
  readonly made: Float64Array;
  readonly freed: Float64Array;
};

/** What all sites of a comparison have in common; `rows`, one a capture. */
export type SharedHistory = Pick<
  GrowthSeries,
  'seconds' | 'allAllocated' | 'pseudoVariance' | 'forced'
> & { readonly rows: readonly SiteRow[] };

type Figures = Pick<GrowthSeries, 'wholeVariance' | 'freedShare' | 'moved' | 'stepSize'>;

/**
 * The series of one site, read from the rows of all. A class, and three of its lists made when they are asked for,
 * because a large program has 30,000 sites, of which most do not grow and are asked for little.
 */
export class SiteHistory implements GrowthSeries {
  readonly values: readonly number[];
  readonly wholeVariance: number;
  readonly freedShare: number;
  readonly moved: number;
  readonly stepSize: number;
  readonly #shared: SharedHistory;
  readonly #site: number;

  /** `dead`: what dead copies of a growing container are left out at each capture; null: none. */
  constructor(
    shared: SharedHistory,
    site: number,
    dead: readonly number[] | null,
    { wholeVariance, freedShare, moved, stepSize }: Figures,
  ) {
    this.#shared = shared;
    this.#site = site;
    const values = this.#column('values');
    this.values = dead === null ? values : values.map((value, i) => value - (dead[i] ?? 0));
    this.wholeVariance = wholeVariance;
    this.freedShare = freedShare;
    this.moved = moved;
    this.stepSize = stepSize;
  }

  get variances(): readonly number[] {
    return this.#column('variances');
  }

  get stepVariances(): readonly number[] {
    return this.#column('steps');
  }

  get allocated(): readonly number[] | null {
    return this.#shared.allAllocated === null ? null : this.#column('allocated');
  }

  get objects(): GrowthSeries['objects'] {
    if (this.#shared.allAllocated === null) return null;
    const made = this.#column('made');
    return made.some(Number.isNaN) ? null : { made, freed: this.#column('freed') };
  }

  get seconds(): readonly number[] {
    return this.#shared.seconds;
  }

  get allAllocated(): readonly number[] | null {
    return this.#shared.allAllocated;
  }

  get pseudoVariance(): number {
    return this.#shared.pseudoVariance;
  }

  get forced(): boolean | null {
    return this.#shared.forced;
  }

  #column(of: keyof SiteRow): readonly number[] {
    return this.#shared.rows.map((row) => row[of][this.#site] ?? 0);
  }
}
