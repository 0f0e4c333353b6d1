import type { Frame } from '../model/culprit.ts';
import { confirmedChance, type TestCounts } from './count-tests.ts';
import type { Judgement } from './judge-growth.ts';
import { type KinLoss, kinLoss } from './kin-loss.ts';
import { upperQuantile } from './normal.ts';
import { replacedElsewhere } from './replaced-elsewhere.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';
import { takersOfPool } from './takers-of-pool.ts';
import { requestsUnderWay } from './under-way.ts';

/** A site's growth and what is thought of it. */
export type Judged = {
  readonly growth: SiteGrowth;
  readonly judgement: Judgement;
  /** Stands for several sites that it calls. */
  readonly gathered?: true;
};

/** What the sites of one comparison have in common. */
export type Company = {
  readonly sites: SiteTable;
  readonly framesOf: (stack: number) => readonly Frame[];
  readonly tests: TestCounts;
  /** Why a site is never more than likely: its growth was inferred. */
  readonly reasons: ReadonlyMap<number, string>;
};

/**
 * What takes the other sites into account after each was judged by itself: a name that is a guess, goroutines of
 * requests under way, objects that another has lost. Each takes certainty away and says why; none adds any.
 * `growths`: the sites, orphans under who asked for them; `all`: before that.
 */
export function qualifier(
  growths: readonly SiteGrowth[],
  all: readonly SiteGrowth[],
  company: Company,
): (one: Judged) => Judged {
  const { sites, framesOf, tests, reasons } = company;
  const packageOf = (site: number) => sites.sites[site]?.package;
  const losers = replacedElsewhere(growths, packageOf);
  const isPooled = (one: SiteGrowth) => takersOfPool(one, growths, sites, framesOf).length > 0;
  const isUnderWay = requestsUnderWay(all, framesOf);
  return (judged) => {
    const { growth } = judged;
    let one = { ...judged, judgement: capped(judged, sites, reasons.get(growth.site)) };
    if (isCount(one) && isUnderWay(growth)) one = underWay(one);
    if (one.judgement.confidence === 'confirmed' && isPooled(growth)) {
      one = likely(
        one,
        'a pool made most of it, from which others take as well: who asked first need not keep it',
      );
    }
    one = unlessReplaced(one, sites, losers.get(growth.site));
    return one.judgement.confidence === 'confirmed'
      ? unlessPartReplaced(one, sites, tests, kinLoss(growth, growths, packageOf))
      : one;
  };
}

/** Without a frame of the application the name is a guess at whose call it was. */
function capped(
  { growth, judgement }: Judged,
  { sites }: SiteTable,
  why: string | undefined,
): Judgement {
  const known = sites[growth.site]?.kind === 'application' && why === undefined;
  if (known || judgement.confidence === 'not-enough-evidence') return judgement;
  const reason = why ?? 'no frame of the application is on its stacks, so the caller is not known';
  return { ...judgement, confidence: 'likely', missing: [reason] };
}

/** Goroutines have no size. */
function isCount({ growth }: Judged): boolean {
  return growth.buckets().every(({ size }) => size <= 1);
}

function underWay(one: Judged): Judged {
  if (one.judgement.confidence !== 'confirmed') return one;
  return likely(
    one,
    'its goroutines wait for the network, for a client or for the time, as more traffic would',
  );
}

function likely(one: Judged, reason: string): Judged {
  return {
    ...one,
    judgement: { ...one.judgement, confidence: 'likely', missing: [reason], slopeErrors: 0 },
  };
}

/** What another function has lost is no growth of the whole. */
function unlessReplaced(one: Judged, { sites }: SiteTable, loser: number | undefined): Judged {
  const { confidence, hint, suspect } = one.judgement;
  if (loser === undefined || (confidence === 'not-enough-evidence' && !hint && !suspect))
    return one;
  const reason = `it replaces objects of the same size that ${sites[loser]?.function} held`;
  return {
    ...one,
    judgement: {
      ...one.judgement,
      confidence: 'not-enough-evidence',
      missing: [reason],
      hint: false,
      suspect: false,
    },
  };
}

/** Beyond doubt is who also grew without what others of his package have lost of the same size. */
function unlessPartReplaced(
  one: Judged,
  { sites }: SiteTable,
  tests: TestCounts,
  loss: KinLoss | null,
): Judged {
  if (loss === null) return one;
  const { growth, error } = one.judgement;
  const z = upperQuantile(confirmedChance / tests.confirmed);
  if (growth - loss.bytes > z * Math.hypot(error, Math.sqrt(loss.variance))) return one;
  return likely(
    one,
    `a part of it replaces objects of the same size that ${sites[loss.loser]?.function} held, and the rest is below ${z.toFixed(1)} sampling errors`,
  );
}
