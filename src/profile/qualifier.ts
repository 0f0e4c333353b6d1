import type { Frame } from '../model/culprit.ts';
import type { Inferred } from './adopt-orphans.ts';
import { type Askers, askersThrough } from './asked-through.ts';
import { confirmedChance, oneTest, type TestCounts } from './count-tests.ts';
import { growthOf } from './growth-trend.ts';
import { isCount } from './is-count.ts';
import { isMostOfGrowth } from './is-most-of-growth.ts';
import { isNamed } from './is-named.ts';
import { type Judgement, judgeGrowth } from './judge-growth.ts';
import { type Judged, likely } from './judged.ts';
import { type KinLoss, kinLosses } from './kin-loss.ts';
import { type LockHolder, lockHolders } from './lock-holders.ts';
import { isMadeForCaller } from './made-for-caller.ts';
import { upperQuantile } from './normal.ts';
import { replacedElsewhere } from './replaced-elsewhere.ts';
import type { Retention } from './retainers.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';
import { takersOfPools } from './takers-of-pool.ts';
import { requestsUnderWay } from './under-way.ts';
import { unnamed } from './unnamed.ts';

/** What the sites of one comparison have in common. */
export type Company = {
  readonly sites: SiteTable;
  readonly framesOf: (stack: number) => readonly Frame[];
  readonly tests: TestCounts;
  /** What was inferred of a site. */
  readonly inferred: ReadonlyMap<number, Inferred>;
  /** Who may keep what a site makes. */
  readonly retentionOf: (one: SiteGrowth) => Retention;
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
  const { sites, framesOf, tests, inferred, retentionOf } = company;
  const packageOf = (site: number) => sites.packageOf(site);
  const losers = replacedElsewhere(growths, packageOf);
  const lossOf = kinLosses(growths, packageOf);
  const isUnderWay = requestsUnderWay(all, framesOf);
  const mayKeep = growths.filter(({ site, series }) => {
    return sites.isOwn(site) && judgeGrowth(series, oneTest).lowerBound > 0;
  });
  const holderOf = lockHolders(all, sites, framesOf);
  const judgementOf = (site: number) => {
    const one = growths.find((growth) => growth.site === site);
    return one === undefined ? null : judgeGrowth(one.series, tests);
  };
  const boundOf = (site: number) => judgementOf(site)?.lowerBound ?? 0;
  const takersOf = takersOfPools(mayKeep, sites, framesOf);
  const askers = askersThrough(mayKeep, sites, framesOf, retentionOf);
  const ofGoroutines = (one: Judged) =>
    isUnderWay(one.growth) ? underWay(one) : unlessLocked(one, holderOf, boundOf);
  const ofMemory = (one: Judged) =>
    isNamed(one)
      ? unlessAsked(unlessOfPool(one, company, takersOf(one.growth)), company, askers)
      : one;
  return (judged) => {
    const { growth } = judged;
    let one = { ...judged, judgement: capped(judged, sites, inferred.get(growth.site)) };
    one = isCount(growth) ? ofGoroutines(one) : ofMemory(one);
    one = unlessReplaced(one, sites, losers.get(growth.site));
    if (one.judgement.confidence !== 'confirmed') return one;
    one = unlessPartReplaced(one, sites, tests, lossOf(growth));
    return isCount(growth)
      ? one
      : unlessHandedOn(unlessHandedOver(one, company, judgementOf), company, boundOf);
  };
}

/** Without a frame of the application the name is a guess at whose call it was. */
function capped(
  { growth, judgement }: Judged,
  sites: SiteTable,
  inferred: Inferred | undefined,
): Judgement {
  const known = sites.isOwn(growth.site) && (inferred === undefined || inferred.sure !== null);
  if (known || judgement.confidence === 'not-enough-evidence') return judgement;
  const reason =
    inferred?.reason ?? 'no frame of the application is on its stacks, so the caller is not known';
  return inferred?.isOthers === true
    ? unnamed(judgement, reason)
    : { ...judgement, confidence: 'likely', missing: [reason] };
}

function underWay(one: Judged): Judged {
  if (one.judgement.confidence !== 'confirmed') return one;
  return likely(
    one,
    'its goroutines wait for the network, for a client or for the time, as more traffic would',
  );
}

/** Who waits for a lock is a victim of who holds it, and comes after that one. */
function unlessLocked(
  one: Judged,
  holderOf: (growth: SiteGrowth) => LockHolder | null,
  boundOf: (site: number) => number,
): Judged {
  const holder = isNamed(one) ? holderOf(one.growth) : null;
  if (holder === null || holder.site === one.growth.site) return one;
  const bound = boundOf(holder.site);
  return comesAfter(one, bound > 0 ? bound : Number.POSITIVE_INFINITY, holder.why);
}

/** The part of what another makes by which who keeps it must have grown, to come before that one. */
const leastOfKept = 0.25;

/**
 * Who makes what another keeps, in another goroutine or because he gives it away, is the likely one to lead there. Of
 * others it is not known that they do not keep it themselves, and they stay as sure as they are. But where one is beyond
 * doubt who may keep it, and grew by no less than a part of it himself, he comes first: his container is seen.
 */
function unlessHandedOver(
  one: Judged,
  { retentionOf, sites, framesOf }: Company,
  judgementOf: (site: number) => Judgement | null,
): Judged {
  const { keeper, isHandedOver } = retentionOf(one.growth);
  const { site, frame } = one.growth;
  if (keeper === null || !sites.isOwn(site)) return one;
  const reason = `${keeper.name} may keep what ${sites.name(frame)} makes: ${keeper.why} (inferred)`;
  if (isHandedOver || isMadeForCaller(one.growth, sites, framesOf)) return likely(one, reason);
  const its = judgementOf(sites.idOf(keeper.frame));
  const isPart = its !== null && its.growth >= leastOfKept * one.judgement.growth;
  return isPart && its.confidence === 'confirmed' ? behind(one, its.lowerBound) : one;
}

/** Who calls what makes, reads or copies something may pass it on as well, unless one of them is seen to keep something. */
function unlessHandedOn(
  one: Judged,
  { retentionOf, sites, framesOf }: Company,
  boundOf: (site: number) => number,
): Judged {
  const { frame, stack, site } = one.growth;
  const [, caller] = sites.callersFrom(site, framesOf(stack));
  if (one.judgement.confidence !== 'confirmed' || caller === undefined) return one;
  const name = sites.name(frame);
  const { above, keepsItself } = retentionOf(one.growth);
  const isSeen = keepsItself || boundOf(sites.idOf(caller)) > 0 || above.length > 0;
  if (isSeen || !isMadeForCaller(one.growth, sites, framesOf)) return one;
  const isOneCaller = isMostOfGrowth(one.growth.buckets(), (other) => {
    const [, above] = sites.callersFrom(site, framesOf(other));
    return above !== undefined && sites.name(above) === sites.name(caller);
  });
  const reason = isOneCaller
    ? `${name} made it for ${sites.name(caller)}, which is not seen to keep it`
    : `${name} made it for its callers, and which of them keeps it is not seen`;
  return { ...likely(one, reason), handedOn: true };
}

/** What a pool made for one may be kept by who takes from it and grows along: that one comes first. */
function unlessOfPool(
  one: Judged,
  { sites, tests }: Company,
  takers: readonly SiteGrowth[],
): Judged {
  const bounds = takers.map(({ series }) => judgeGrowth(series, tests).lowerBound);
  const most = Math.max(...bounds);
  const keeper = takers[bounds.indexOf(most)];
  if (keeper === undefined) return one;
  const reason = `a pool made most of it, from which ${sites.site(keeper.site)?.function} takes as well, and that grows along: who asked first need not keep it`;
  return comesAfter(one, most, reason);
}

/**
 * The caller comes first if it grows; a callee that keeps what it makes stays first. Before a larger growth that would be
 * beyond doubt the caller is no more than the likely one: it may have had that made for another.
 */
function unlessAsked(
  one: Judged,
  { sites, tests }: Company,
  { askerOf, calledFor }: Askers,
): Judged {
  const asker = askerOf(one.growth);
  const bound = asker === null ? 0 : judgeGrowth(asker.series, tests).lowerBound;
  const nameOf = ({ site }: SiteGrowth) => sites.site(site)?.function;
  if (asker !== null && bound > 0) {
    const reason = `a library calls it for ${nameOf(asker)}, which grows along (inferred)`;
    return comesAfter(one, bound, reason);
  }
  const larger = calledFor(one.growth).find(
    ({ series }) =>
      growthOf(series) > growthOf(one.growth.series) &&
      judgeGrowth(series, tests).confidence === 'confirmed',
  );
  if (larger === undefined || one.judgement.confidence !== 'confirmed') return one;
  const reason = `a library calls ${nameOf(larger)} for it, which makes more, and who keeps that is not seen`;
  return likely(one, reason);
}

/** As the likely one, and after another whose growth has this lower bound. */
function comesAfter(one: Judged, bound: number, reason: string): Judged {
  return behind(likely(one, reason), bound);
}

/** As sure as it is, after another whose growth has this lower bound. */
function behind(one: Judged, bound: number): Judged {
  const lowerBound = Math.min(one.judgement.lowerBound, bound * (1 - Number.EPSILON));
  return { ...one, judgement: { ...one.judgement, lowerBound } };
}

/** What another function has lost is no growth of the whole. */
function unlessReplaced(one: Judged, sites: SiteTable, loser: number | undefined): Judged {
  const { confidence, hint, suspect } = one.judgement;
  if (loser === undefined || (confidence === 'not-enough-evidence' && !hint && !suspect))
    return one;
  const reason = `it replaces objects of the same size that ${sites.site(loser)?.function} held`;
  return { ...one, judgement: unnamed(one.judgement, reason) };
}

/** Beyond doubt is who also grew without what others of his package have lost of the same size. */
function unlessPartReplaced(
  one: Judged,
  sites: SiteTable,
  tests: TestCounts,
  loss: KinLoss | null,
): Judged {
  if (loss === null) return one;
  const { growth, error } = one.judgement;
  const z = upperQuantile(confirmedChance / tests.confirmed);
  if (growth - loss.bytes > z * Math.hypot(error, Math.sqrt(loss.variance))) return one;
  return likely(
    one,
    `a part of it replaces objects of the same size that ${sites.site(loss.loser)?.function} held, and the rest is below ${z.toFixed(1)} sampling errors`,
  );
}
