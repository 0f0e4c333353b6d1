import type { Frame } from '../model/culprit.ts';
import { countTests, oneTest } from './count-tests.ts';
import { packageOf } from './function-name.ts';
import { growsAlong } from './grows-along.ts';
import { sumSeries } from './growth-trend.ts';
import { type Judgement, judgeGrowth } from './judge-growth.ts';
import { keptRequests } from './kept-requests.ts';
import { isOfLibrary, libraryOf } from './library-of.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';
import { takersOfPool } from './takers-of-pool.ts';

/** The growths with the orphans under who asked for them. */
export type Adoption = {
  readonly growths: readonly SiteGrowth[];
  /** Why a site is never more than likely: a part of it was inferred, or nobody is known who keeps it. */
  readonly reasons: ReadonlyMap<number, string>;
  /** Who was beyond doubt before anything was inferred: the judgement of that, and what was inferred besides. */
  readonly sure: ReadonlyMap<number, { readonly judgement: Judgement; readonly reason: string }>;
  /** Who may keep what a server made, where nobody grows along beyond doubt: sites of the application. */
  readonly keepers: ReadonlyMap<number, readonly number[]>;
};

/**
 * A transport, a pool or a timer works in goroutines of its own: what it holds for a caller has no
 * frame of the application on its stacks. `http.Get` without `Body.Close` leaves buffers of
 * `net/http.(*Transport).dialConn` and a little of the caller's own, the request:
 *
 *     bufio.NewWriterSize ← net/http.(*Transport).dialConn ← …               orphan of net/http, 9 MB
 *     net/url.parse ← net/http.NewRequest ← net/http.Get ← app.stock ← …     calls net/http, 2 MB
 *
 * So growth without an application frame goes to the function of the application that calls into the
 * library of its outermost frame and grows along, to the surest of them when there are several; and what
 * a server made of requests goes to who keeps them (kept-requests.ts), what a pool made for one to the other who
 * takes from it and grows along (takers-of-pool.ts). Where nobody grows along it stays
 * its own.
 */
export function adoptOrphans(
  growths: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): Adoption {
  const tests = countTests(growths.map(({ series }) => series));
  const kept = keptRequests(growths, sites, framesOf);
  const claims = [
    ...claimsOfCallers(growths, sites, framesOf),
    ...claimsOfTakers(growths, sites, framesOf),
    ...kept.flatMap(({ server, family, keeper: parent }): readonly Claim[] => {
      const reason = `requests are kept that ${server} made before any handler was called, and this grows along`;
      return parent === null ? [] : [{ parent, family, reason }];
    }),
  ];
  // Who is sure by himself stays so: inferred is then how much he grew, and not who grew.
  const adopted = new Set(claims.flatMap(({ family }) => family));
  const families = new Map<SiteGrowth, SiteGrowth[]>();
  const reasons = new Map<number, string>();
  const sure = new Map<number, { judgement: Judgement; reason: string }>();
  const keepers = new Map<number, readonly number[]>();
  for (const { parent, family, reason } of claims) {
    families.set(parent, [...(families.get(parent) ?? []), ...family]);
    const judgement = judgeGrowth(parent.series, tests);
    const inferred = family.reduce((bytes, one) => bytes + growthOf(one), 0);
    const part = inferred > growthOf(parent) ? 'most' : 'a part';
    const said = `${part} of its growth is inferred: ${reason}`;
    if (judgement.confidence === 'confirmed') sure.set(parent.site, { judgement, reason: said });
    else reasons.set(parent.site, said);
  }
  for (const { server, family, others } of kept) {
    const reason = `requests are kept, or connections: ${server} makes them before any handler is called, so who keeps them is not on its stacks`;
    for (const { site } of family.filter((one) => !adopted.has(one))) {
      reasons.set(site, reason);
      keepers.set(
        site,
        others.map((one) => one.site),
      );
    }
  }
  return {
    reasons,
    sure,
    keepers,
    growths: growths
      .filter((one) => !adopted.has(one))
      .map((one) => withFamily(one, families.get(one) ?? [])),
  };
}

function withFamily(one: SiteGrowth, family: readonly SiteGrowth[]): SiteGrowth {
  if (family.length === 0) return one;
  const { site, stack, frame, deadCopies } = one;
  const series = sumSeries([one, ...family].map((member) => member.series));
  return { site, stack, frame, deadCopies, series, buckets: () => one.buckets() };
}

/** Orphans, and the site of the application that they go to. */
type Claim = {
  readonly parent: SiteGrowth;
  readonly family: readonly SiteGrowth[];
  readonly reason: string;
};

/** What libraries hold in goroutines of their own, by who calls them. */
function claimsOfCallers(
  growths: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): readonly Claim[] {
  const isOwn = ({ site }: SiteGrowth) => sites.sites[site]?.kind === 'application';
  const families = familiesOf(
    growths.filter((one) => !isOwn(one)),
    sites,
    framesOf,
  );
  return [...families].flatMap(([name, family]) => {
    const asking = growths.filter(
      (one) => isOwn(one) && growthOf(one) > 0 && callsInto(one, name, sites, framesOf),
    );
    const parent = surestOf(asking);
    if (parent === null) return [];
    const reason = `${name} holds it in goroutines of its own, and this is who calls ${name} and grows along`;
    return [{ parent, family, reason }];
  });
}

/** What a pool made for one and another keeps: that one grows along by more than what the pool made for him. */
function claimsOfTakers(
  growths: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): readonly Claim[] {
  const isOwn = ({ site }: SiteGrowth) => sites.sites[site]?.kind === 'application';
  return growths.flatMap((one) => {
    if (!isOwn(one) || judgeGrowth(one.series, oneTest).lowerBound <= 0) return [];
    const takers = takersOfPool(one, growths, sites, framesOf).filter(
      (other) => isOwn(other) && growthOf(other) > 0 && growsAlong(other.series, one.series),
    );
    const parent = surestOf(
      takers.filter((other) => takersOfPool(other, growths, sites, framesOf).length === 0),
    );
    if (parent === null) return [];
    const reason = `a pool made it for ${sites.sites[one.site]?.function}, and this takes from that pool and grows along`;
    return [{ parent, family: [one], reason }];
  });
}

/** Whose growth is surest. Within its error each of several would do, unless the others do not even rise by that. */
function surestOf(asking: readonly SiteGrowth[]): SiteGrowth | null {
  const judged = asking.map((one) => ({ one, judgement: judgeGrowth(one.series, oneTest) }));
  const [best] = judged.sort((a, b) => b.judgement.lowerBound - a.judgement.lowerBound);
  if (best === undefined) return null;
  const rising = judged.filter(({ judgement: { growth, error } }) => growth > error);
  const isAlone = judged.length === 1 || (rising.length === 1 && rising[0] === best);
  return best.judgement.lowerBound > 0 || isAlone ? best.one : null;
}

/**
 * The orphans by the library that they run in, as far as it grows: it may allocate in a dozen functions, none
 * of which grows beyond its own error.
 */
function familiesOf(
  orphans: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): ReadonlyMap<string, readonly SiteGrowth[]> {
  const families = new Map<string, SiteGrowth[]>();
  for (const orphan of orphans) {
    const name = outermostLibrary(framesOf(orphan.stack), sites);
    if (name !== '') families.set(name, [...(families.get(name) ?? []), orphan]);
  }
  const grows = (family: readonly SiteGrowth[]) =>
    judgeGrowth(sumSeries(family.map(({ series }) => series)), oneTest).lowerBound > 0;
  return new Map([...families].filter(([, family]) => grows(family)));
}

/** A server's goroutine works for whoever connects, and for no caller in this program. */
const servers = /\.\(\*(conn|\w*[sS]erver\w*)\)\./;

/**
 * What a goroutine of a library runs in: the library of the outermost frame that is not the runtime's.
 * Empty for a server.
 */
function outermostLibrary(frames: readonly Frame[], sites: SiteTable): string {
  const frame = frames.findLast((one) => sites.kind(one) !== 'runtime');
  return frame === undefined || servers.test(frame.function) ? '' : libraryOf(frame);
}

/** Whether what a site holds was allocated by that library on its behalf. */
function callsInto(
  growth: SiteGrowth,
  name: string,
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): boolean {
  const growing = growth.buckets().filter(({ first, now }) => now.value > first.value);
  return growing.some(({ stack }) => {
    const frames = framesOf(stack);
    const own = frames.findIndex((frame) => sites.kind(frame) === 'application');
    return frames.slice(0, own).some((frame) => isOfLibrary(packageOf(frame.function), name));
  });
}

function growthOf({ series: { values } }: SiteGrowth): number {
  return (values.at(-1) ?? 0) - (values[0] ?? 0);
}
