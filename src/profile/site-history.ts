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

type Figure = 'wholeVariance' | 'freedShare' | 'moved' | 'stepSize';

/** What is known of each site over all captures, by its number. */
export type SiteFigures = Readonly<Record<Figure, Float64Array>>;

/**
 * What all sites of a comparison have in common; `rows`, one a capture; `dead`: what dead copies of a growing container
 * are left out at each capture, of the sites that have some.
 */
export type SharedHistory = Pick<
  GrowthSeries,
  'seconds' | 'allAllocated' | 'pseudoVariance' | 'forced'
> & {
  readonly rows: readonly SiteRow[];
  readonly figures: SiteFigures;
  readonly dead: ReadonlyMap<number, readonly number[]>;
};

/** The series of one site, read from the columns of all by who asks: a large program has 30,000. */
export class SiteHistory implements GrowthSeries {
  readonly #shared: SharedHistory;
  readonly #site: number;

  constructor(shared: SharedHistory, site: number) {
    this.#shared = shared;
    this.#site = site;
  }

  get values(): readonly number[] {
    const values = this.#column('values');
    const dead = this.#shared.dead.get(this.#site);
    return dead === undefined ? values : values.map((value, i) => value - (dead[i] ?? 0));
  }

  get wholeVariance(): number {
    return this.#figure('wholeVariance');
  }

  get freedShare(): number {
    return this.#figure('freedShare');
  }

  get moved(): number {
    return this.#figure('moved');
  }

  get stepSize(): number {
    return this.#figure('stepSize');
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

  #figure(of: Figure): number {
    return this.#shared.figures[of][this.#site] ?? 0;
  }

  #column(of: keyof SiteRow): readonly number[] {
    return this.#shared.rows.map((row) => row[of][this.#site] ?? 0);
  }
}
