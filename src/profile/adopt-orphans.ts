import type { Frame } from '../model/culprit.ts';
import { type ContextNotes, contextNotes } from './context-notes.ts';
import { countTests, oneTest, type TestCounts } from './count-tests.ts';
import { packageOf } from './function-name.ts';
import { goroutineRecords } from './goroutine-records.ts';
import { growsAlong } from './grows-along.ts';
import { growthOf, sumSeries } from './growth-trend.ts';
import { type Judgement, judgeGrowth } from './judge-growth.ts';
import { keptRequests } from './kept-requests.ts';
import { isOfLibrary, libraryOf } from './library-of.ts';
import { servingLibrary } from './serving-library.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';
import { surestOf } from './surest-of.ts';

/**
 * A sentence, and what the site was judged by itself where that was beyond doubt: it stays so. null: likely at most.
 * `growth`: what was taken in from stacks that are not its own.
 */
export type Inferred = {
  readonly reason: string;
  readonly sure: Judgement | null;
  readonly growth: number;
  /** The name is known not to be who keeps it: nobody is accused. */
  readonly isOthers?: true;
};

/** The growths with the orphans under who asked for them. */
export type Adoption = {
  readonly growths: readonly SiteGrowth[];
  /** What was inferred of a site, or that nobody is known who keeps it; by the site. */
  readonly inferred: ReadonlyMap<number, Inferred>;
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
 * library of its outermost frame, or that such a library calls in a goroutine of its own (a client that hands each
 * message to a handler), and grows along, to the surest of them when there are several; and what
 * a server made of requests goes to who keeps them (kept-requests.ts). Where nobody grows along it stays
 * its own.
 */
export function adoptOrphans(
  growths: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): Adoption {
  const tests = countTests(growths);
  const kept = keptRequests(growths, sites, framesOf);
  const noted = contextNotes(growths, sites);
  const claims = [
    ...claimsOfContexts(noted),
    ...claimsOfCallers(growths, sites, framesOf, tests),
    ...kept.flatMap(({ server, family, keeper: parent }): readonly Claim[] => {
      const reason = `requests are kept that ${server} made before any handler was called, and this grows along`;
      return parent === null ? [] : [{ parent, family, reason }];
    }),
  ];
  const parents = new Set(claims.map(({ parent }) => parent));
  const adopted = new Set<SiteGrowth>();
  const families = new Map<SiteGrowth, SiteGrowth[]>();
  const inferred = new Map<number, Inferred>();
  const keepers = new Map<number, readonly number[]>();
  for (const { parent, family, reason } of claims) {
    // Each goes to one, and not who has taken others in: their growth would be lost on the way.
    const own = family.filter((one) => !adopted.has(one) && !parents.has(one));
    if (own.length === 0) continue;
    for (const one of own) adopted.add(one);
    families.set(parent, [...(families.get(parent) ?? []), ...own]);
    const before = inferred.get(parent.site)?.growth ?? 0;
    inferred.set(parent.site, inferredOf(parent, own, before, { reason, tests }));
  }
  for (const { server, family, others } of kept) {
    const reason = `requests are kept, or connections: ${server} makes them before any handler is called, so who keeps them is not on its stacks`;
    for (const { site } of family.filter((one) => !adopted.has(one))) {
      inferred.set(site, { reason, sure: null, growth: 0 });
      keepers.set(
        site,
        others.map((one) => one.site),
      );
    }
  }
  for (const { site } of noted.family.filter((one) => !adopted.has(one) && !parents.has(one))) {
    const reason =
      'what it grows by belongs to the contexts that it was given, and who keeps those is not known';
    inferred.set(site, { reason, sure: null, growth: 0, isOthers: true });
  }
  for (const { site } of goroutineRecords(growths, sites, framesOf)) {
    const reason =
      'it is what the runtime keeps of each goroutine: a goroutine profile tells who starts them';
    inferred.set(site, { reason, sure: null, growth: 0, isOthers: true });
  }
  return {
    inferred,
    keepers,
    growths: growths
      .filter((one) => !adopted.has(one))
      .map((one) => withFamily(one, families.get(one) ?? [])),
  };
}

function inferredOf(
  parent: SiteGrowth,
  family: readonly SiteGrowth[],
  before: number,
  { reason, tests }: { readonly reason: string; readonly tests: TestCounts },
): Inferred {
  const judgement = judgeGrowth(parent.series, tests);
  const bytes = family.reduce((total, one) => total + growthOf(one.series), before);
  const part = bytes > growthOf(parent.series) ? 'most' : 'a part';
  return {
    reason: `${part} of its growth is inferred: ${reason}`,
    sure: judgement.confidence === 'confirmed' ? judgement : null,
    growth: bytes,
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

/** What others noted in contexts, by who makes these. */
function claimsOfContexts({ family, maker }: ContextNotes): readonly Claim[] {
  const reason =
    'contexts are kept with the children and the channels that others had them make, and this is who makes contexts and grows along';
  return maker === null ? [] : [{ parent: maker, family, reason }];
}

/** What libraries hold in goroutines of their own, by who calls them, or whom they call from there. */
function claimsOfCallers(
  growths: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
  tests: TestCounts,
): readonly Claim[] {
  const isOwn = ({ site }: SiteGrowth) => sites.isOwn(site);
  const families = familiesOf(
    growths.filter((one) => !isOwn(one)),
    sites,
    framesOf,
  );
  if (families.size === 0) return [];
  const rising = growths.filter((one) => isOwn(one) && growthOf(one.series) > 0);
  const whoCalls = new Map(
    rising.map(({ site, stack }) => [site, callingLibrary(framesOf(stack), sites)]),
  );
  return [...families].flatMap(([name, family]) => {
    const calls = sites.calledByOwn((called) => isOfLibrary(packageOf(called), name));
    const isCalled = ({ site }: SiteGrowth) => whoCalls.get(site) === name;
    const asking = rising.filter((one) => callsInto(one, calls) || isCalled(one));
    const parent = surestOf(asking);
    if (parent === null) return [];
    // Few objects take any course by chance; who is sure has many, and is not charged with what grew otherwise.
    const course = sumSeries(family.map(({ series }) => series));
    const isSure = judgeGrowth(parent.series, tests).confidence === 'confirmed';
    if (isSure && !growsAlong(parent.series, course)) return [];
    const whose = isCalled(parent) ? `whom ${name} calls` : `who calls ${name}`;
    const reason = `${name} holds it in goroutines of its own, and this is ${whose} and grows along`;
    return [{ parent, family, reason }];
  });
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

/** The library that calls the application in a goroutine of its own; of servers see kept-requests.ts. */
function callingLibrary(frames: readonly Frame[], sites: SiteTable): string {
  return servingLibrary(frames, sites) === '' ? outermostLibrary(frames, sites) : '';
}

/** Whether any of what a site grew by was allocated on a stack of a kind: by a library on its behalf. */
function callsInto(growth: SiteGrowth, calls: (stack: number) => boolean): boolean {
  return growth.buckets().some(({ stack, first, now }) => now.value > first.value && calls(stack));
}
