import type { Frame } from '../model/culprit.ts';
import type { Bucket } from './bucket-table.ts';
import type { GrowthSeries } from './growth-trend.ts';
import { type SharedHistory, SiteHistory } from './site-history.ts';

/** How one site grew: its series for the judge, and the stacks that made it grow. */
export type SiteGrowth = {
  readonly site: number;
  readonly series: GrowthSeries;
  /** The stack that grew most, and the site's frame on the line that grew most. */
  readonly stack: number;
  readonly frame: Frame;
  /** All that it is summed up from, made anew by each call: of most sites nobody asks. */
  buckets(): readonly Bucket[];
  /** What dead copies of a growing container were left out of the first and the last capture. */
  readonly deadCopies: number;
};

/** What the growths of all sites have in common: columns by the number of the site. */
export type SharedGrowth = SharedHistory & {
  /** The stack that grew most. */
  readonly stacks: Int32Array;
  readonly frameOf: (stack: number) => Frame;
  readonly bucketsOf: (site: number) => readonly Bucket[];
};

/** A site's growth that makes what it is asked for: a large program has 30,000, and of most nobody asks. */
export class GrowthOfSite implements SiteGrowth {
  readonly site: number;
  readonly #shared: SharedGrowth;

  constructor(shared: SharedGrowth, site: number) {
    this.site = site;
    this.#shared = shared;
  }

  get series(): GrowthSeries {
    return new SiteHistory(this.#shared, this.site);
  }

  get stack(): number {
    return this.#shared.stacks[this.site] as number;
  }

  get frame(): Frame {
    return this.#shared.frameOf(this.stack);
  }

  get deadCopies(): number {
    const dead = this.#shared.dead.get(this.site);
    return (dead?.[0] ?? 0) + (dead?.at(-1) ?? 0);
  }

  buckets(): readonly Bucket[] {
    return this.#shared.bucketsOf(this.site);
  }
}
