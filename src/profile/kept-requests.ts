import type { Frame } from '../model/culprit.ts';
import { oneTest } from './count-tests.ts';
import { growsAlong } from './grows-along.ts';
import { growthOf, sumSeries } from './growth-trend.ts';
import { isCount } from './is-count.ts';
import { isMostOfGrowth } from './is-most-of-growth.ts';
import { judgeGrowth } from './judge-growth.ts';
import { libraryOf } from './library-of.ts';
import { upperQuantile } from './normal.ts';
import { passesOn } from './passes-on.ts';
import { accepts, servingLibrary } from './serving-library.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';

/** What a middleware makes of a request for those below it: a copy with another context. */
const derives = /^(net\/http\.\(\*Request\)\.(WithContext|Clone)|context\.With\w+)$/;

/** What a server makes for each connection, and keeps as long as that is open. */
const buffers = /^bufio\.New/;

/** More would be a list of suspects. */
const mostKeepers = 3;

/** The chance that of several handlers the luckiest seems to grow. */
const luck = 0.05;

/** Requests that are kept: what a server made of them before its handler was called, and who keeps them. */
export type KeptRequests = {
  /** The server's library: `net/http`. */
  readonly server: string;
  /** What has no frame of the application on its stacks. */
  readonly family: readonly SiteGrowth[];
  /** The site of the application that grows along, surest; null: none does by more than its own error. */
  readonly keeper: SiteGrowth | null;
  /** Sites of the application that the same server calls and that grew a little: an inference. */
  readonly others: readonly SiteGrowth[];
};

/**
 * A server reads a request before it calls the handler, so a request's headers, address and context are
 * allocated without a frame of the application. A handler that keeps the request keeps all of that, and
 * what the handler itself allocates to keep it, its own note of it, grows in the same course of time:
 *
 *     net/textproto.readMIMEHeader ← net/http.(*conn).serve            20 MB   nobody's
 *     shop.note ← shop.pay ← … ← net/http.(*conn).serve                 5 MB   grows along
 *
 * Among several, who is called by another of them comes before the caller: a middleware passes by all
 * requests, and what it derives from one is kept with it. Answers for each server whose own allocations grow by more than their error.
 */
export function keptRequests(
  growths: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): readonly KeptRequests[] {
  const isOwn = ({ site }: SiteGrowth) => sites.isOwn(site);
  const serverOf = (one: SiteGrowth) => servingLibrary(framesOf(one.stack), sites);
  const families = new Map<string, SiteGrowth[]>();
  for (const one of growths) {
    // Goroutines have no size: more of a server's are more connections.
    if (isOwn(one) || isCount(one)) continue;
    const server = serverOf(one);
    // What another library makes below the server is a handler's: a middleware's.
    if (server === '' || !isOfItself(one, server)) continue;
    families.set(server, [...(families.get(server) ?? []), one]);
  }
  const isDerived = sites.calledByOwn((name) => derives.test(name));
  const own = growths.filter(isOwn);
  const rising = own.filter(({ series }) => growthOf(series) > 0);
  const derivesOnly = (one: SiteGrowth) => isMostOfGrowth(one.buckets(), isDerived);
  const isAboveOthers = (one: SiteGrowth) =>
    own.some(({ site, stack }) => site !== one.site && isAbove(one.site, framesOf(stack), sites));
  // Those of the standard library call handlers of the program, or what the default one is.
  const callsHandlers = (server: string) =>
    !server.includes('.') ||
    growths.some((one) => !isOfItself(one, server) && serverOf(one) === server);
  return [...families].flatMap(([server, family]) => {
    // A broker that the program embeds calls none, and keeps what it keeps for itself.
    if (!callsHandlers(server)) return [];
    const series = sumSeries(family.map((one) => one.series));
    if (judgeGrowth(series, oneTest).lowerBound <= 0) return [];
    const along = rising.filter((one) => growsAlong(one.series, series));
    const called = along.filter((one) => serverOf(one) === server);
    const handlers = called.filter((one) => standsOut(one, called.length));
    // Who starts a server has it accept connections.
    const isAccepted = sites.calledByOwn((name) => accepts(name, server));
    // Of connections that pile up each has a request under way, and nobody keeps what is derived from that.
    const isHung = isMostOfGrowth(
      family.flatMap((one) => one.buckets()),
      (stack) => framesOf(stack).some((frame) => buffers.test(frame.function)),
    );
    const derived = along.filter(
      (one) =>
        isMostOfGrowth(one.buckets(), isAccepted) ||
        (called.includes(one) && derivesOnly(one) && (isHung || isAboveOthers(one))),
    );
    const passing = along.filter(
      (one) =>
        derived.includes(one) || (called.includes(one) && passesOn(one, handlers, sites, framesOf)),
    );
    // Who merely grows by more than an error is a better answer than the loop of a server.
    const tiers = [called.filter(isAccused), along.filter(isAccused), called.filter(isRising)].map(
      (tier) => tier.filter((one) => !passing.includes(one)),
    );
    const found = tiers.find((tier) => tier.length > 0) ?? [];
    const keepers = withoutCallers(found, sites, framesOf);
    const others = withoutCallers(
      called.filter((one) => !derived.includes(one)),
      sites,
      framesOf,
    );
    const keeper = surest(keepers);
    const made = [...family, ...(keeper === null ? derived : passing)];
    return [{ server, family: made, keeper, others: others.slice(0, mostKeepers) }];
  });
}

/** Whether a function belongs to the server that its stack runs in. */
function isOfItself({ frame }: SiteGrowth, server: string): boolean {
  return libraryOf(frame) === server;
}

/** Without those that stand above another of them. */
function withoutCallers(
  some: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): readonly SiteGrowth[] {
  const above = new Set(
    some.flatMap(({ stack }) =>
      sites
        .callers(framesOf(stack))
        .slice(1)
        .map((frame) => sites.idOf(frame)),
    ),
  );
  const left = some.filter(({ site }) => !above.has(site));
  return [...left].sort((a, b) => growthOf(b.series) - growthOf(a.series));
}

/** Whether a function of the application stands on a stack, above the one that it is charged to. */
function isAbove(site: number, frames: readonly Frame[], sites: SiteTable): boolean {
  const callers = sites.callers(frames).slice(1);
  return callers.some((frame) => sites.idOf(frame) === site);
}

function surest(some: readonly SiteGrowth[]): SiteGrowth | null {
  return some.reduce<SiteGrowth | null>(
    (best, one) => (best === null || boundOf(one) > boundOf(best) ? one : best),
    null,
  );
}

/** What only follows the traffic does not keep requests: more of them are under way. */
function isAccused({ series }: SiteGrowth): boolean {
  return judgeGrowth(series, oneTest).confidence !== 'not-enough-evidence';
}

/** Whether one of so many grows by more than chance lets the luckiest of them grow (Bonferroni). */
function standsOut({ series }: SiteGrowth, many: number): boolean {
  const { growth, error } = judgeGrowth(series, oneTest);
  return growth > upperQuantile(luck / many) * error;
}

function isRising({ series }: SiteGrowth): boolean {
  const { growth, error, lowerBound } = judgeGrowth(series, oneTest);
  return lowerBound <= 0 && growth > error;
}

function boundOf({ series }: SiteGrowth): number {
  return judgeGrowth(series, oneTest).lowerBound;
}
