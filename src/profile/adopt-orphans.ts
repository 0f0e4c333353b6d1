import type { Frame } from '../model/culprit.ts';
import { countTests, oneTest } from './count-tests.ts';
import { packageOf } from './function-name.ts';
import { sumSeries } from './growth-trend.ts';
import { judgeGrowth } from './judge-growth.ts';
import { isOfLibrary, libraryOf } from './library-of.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';

/** The growths with the orphans under who asked for them, and a sentence for each that was inferred. */
export type Adoption = {
  readonly growths: readonly SiteGrowth[];
  /** Sites of which a part was inferred: never more than likely. */
  readonly inferred: ReadonlyMap<number, string>;
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
 * library of its outermost frame and grows along, to the surest of them when there are several. Where
 * nobody grows along it stays its own.
 */
export function adoptOrphans(
  growths: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): Adoption {
  const tests = countTests(growths.map(({ series }) => series));
  const alone = new Map(growths.map((one) => [one, judgeGrowth(one.series, oneTest)]));
  const bound = (one: SiteGrowth) => alone.get(one)?.lowerBound ?? 0;
  const isOwn = ({ site }: SiteGrowth) => sites.sites[site]?.kind === 'application';
  const families = familiesOf(
    growths.filter((one) => !isOwn(one)),
    sites,
    framesOf,
  );
  const parents = new Map<SiteGrowth, SiteGrowth[]>();
  const names = new Map<number, string>();
  for (const [name, family] of families) {
    const asking = growths.filter(
      (one) => isOwn(one) && growthOf(one) > 0 && callsInto(one, name, sites, framesOf),
    );
    const surest = asking.reduce<SiteGrowth | null>(
      (best, one) => (best === null || bound(one) > bound(best) ? one : best),
      null,
    );
    if (surest === null || (bound(surest) <= 0 && asking.length > 1)) continue;
    // Who is sure by himself needs no inference.
    if (judgeGrowth(surest.series, tests).confidence === 'confirmed') continue;
    parents.set(surest, [...(parents.get(surest) ?? []), ...family]);
    names.set(surest.site, name);
  }
  const adopted = new Set([...parents.values()].flat());
  return {
    inferred: names,
    growths: growths
      .filter((one) => !adopted.has(one))
      .map((one) => ({
        ...one,
        series: sumSeries([one, ...(parents.get(one) ?? [])].map(({ series }) => series)),
      })),
  };
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
  { buckets }: SiteGrowth,
  name: string,
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): boolean {
  const growing = buckets.filter(({ first, now }) => now.value > first.value);
  return growing.some(({ stack }) => {
    const frames = framesOf(stack);
    const own = frames.findIndex((frame) => sites.kind(frame) === 'application');
    return frames.slice(0, own).some((frame) => isOfLibrary(packageOf(frame.function), name));
  });
}

function growthOf({ series: { values } }: SiteGrowth): number {
  return (values.at(-1) ?? 0) - (values[0] ?? 0);
}
