import type { Frame } from '../model/culprit.ts';
import { growsAlong } from './grows-along.ts';
import { type Judged, likely } from './judged.ts';
import { type Retention, storesByName } from './retainers.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';

/** What the sites of one comparison have in common. */
type Company = {
  readonly sites: SiteTable;
  readonly framesOf: (stack: number) => readonly Frame[];
  readonly retentionOf: (growth: SiteGrowth) => Retention;
};

/** So many times as much what was handed on must be. */
const timesAsMuch = 2;

/**
 * One who is beyond doubt, beside a larger growth of which nobody knows who keeps it, and which grows along:
 *
 *     session.newSession ← session.Start   23 MB   Start had it made; who keeps it is not seen
 *     api.cart                              7 MB   grows along, and puts it into the session
 *
 * What is kept together grows together, so where one function has both called the smaller part may be made for the same
 * keeper: it tells no more than the larger. But who stores by his name, or is told who keeps what he makes, may be the
 * one that keeps all of it; and so may who has the larger made. `top`: who is named.
 */
export function besideHandedOn(one: Judged, top: readonly Judged[], company: Company): Judged {
  const { sites, retentionOf } = company;
  const { growth, judgement } = one;
  if (judgement.confidence !== 'confirmed' || !sites.isOwn(growth.site)) return one;
  const larger = top.find(
    (other) =>
      other.handedOn === true &&
      other.judgement.growth > timesAsMuch * judgement.growth &&
      growsAlong(other.growth.series, growth.series) &&
      haveOneCaller(growth, other.growth, company),
  );
  if (larger === undefined || storesByName(sites.name(growth.frame))) return one;
  if (retentionOf(growth).retainers.length > 0) return one;
  const name = sites.site(larger.growth.site)?.function;
  return likely(one, `what ${name} makes is more and grows along, and who keeps that is not seen`);
}

/** Whether a function of the application called both; `main.main` calls everything, and who called the larger is no other. */
function haveOneCaller(
  smaller: SiteGrowth,
  larger: SiteGrowth,
  { sites, framesOf }: Company,
): boolean {
  const own = sites.callersFrom(smaller.site, framesOf(smaller.stack));
  const above = sites.callersFrom(larger.site, framesOf(larger.stack)).slice(1);
  if (above.some((frame) => sites.idOf(frame) === smaller.site)) return false;
  const names = new Set(own.slice(1).map((frame) => sites.name(frame)));
  return above.some((frame) => frame.function !== 'main.main' && names.has(sites.name(frame)));
}
