import type { Frame } from '../model/culprit.ts';
import { packageOf } from './function-name.ts';
import { growsAlong } from './grows-along.ts';
import { growthOf } from './growth-trend.ts';
import { isMostOfGrowth } from './is-most-of-growth.ts';
import { isOfLibrary, libraryOf } from './library-of.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';

const poolGet = 'sync.(*Pool).Get';

/**
 * The sites that may keep what a pool made for another one, by that one. A pool makes an object for who asks while it
 * is empty, and hands it to somebody else later; who keeps it need not be who asked:
 *
 *     pool.New ← sync.(*Pool).Get ← zap.(*Logger).Info ← app.serve        gives it back
 *     pool.New ← sync.(*Pool).Get ← zap.(*Logger).With ← app.loggerFor    keeps it, and more that it makes itself
 *
 * What is taken is seen only where the pool was empty, so whoever calls the library of a pool may take from it. `some`
 * are those who may keep: they stand out and are of the application.
 */
export function takersOfPools(
  some: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): (one: SiteGrowth) => readonly SiteGrowth[] {
  const known = new Map<SiteGrowth, Pool | null>();
  const poolOf = (one: SiteGrowth) => {
    // Most have none, which is remembered as well.
    let found = known.get(one);
    if (found === undefined) {
      found = mainPool(one, framesOf);
      known.set(one, found);
    }
    return found;
  };
  return (one) => {
    const pool = poolOf(one);
    if (pool === null) return [];
    // Of the application's own pool only who is seen to ask it takes from it.
    const library = sites.kind(pool) === 'application' ? null : libraryOf(pool);
    return some.filter(
      (other) =>
        other.site !== one.site &&
        poolOf(other)?.function !== pool.function &&
        growsAlong(other.series, one.series) &&
        other
          .buckets()
          .some(({ stack }) => takes(framesOf(stack), sites, { name: pool.function, library })),
    );
  };
}

/** What makes the objects of a pool: the function that `Get` calls. */
type Pool = Frame;

/** The pool that made most of what a site grew by. */
function mainPool(one: SiteGrowth, framesOf: (stack: number) => readonly Frame[]): Pool | null {
  if (growthOf(one.series) <= 0) return null;
  const makers = new Map<string, Pool>();
  for (const { stack } of one.buckets()) {
    const maker = makerOf(framesOf(stack));
    if (maker !== undefined) makers.set(maker.function, maker);
  }
  for (const [name, maker] of makers) {
    const isOfIt = (stack: number) => makerOf(framesOf(stack))?.function === name;
    if (isMostOfGrowth(one.buckets(), isOfIt)) return maker;
  }
  return null;
}

/** Whether a stack asks a pool, or calls its library from the application. */
function takes(
  frames: readonly Frame[],
  sites: SiteTable,
  pool: { readonly name: string; readonly library: string | null },
): boolean {
  if (makerOf(frames)?.function === pool.name) return true;
  const { library } = pool;
  if (library === null) return false;
  const own = frames.findIndex((frame) => sites.kind(frame) === 'application');
  return frames.slice(0, own).some((frame) => isOfLibrary(packageOf(frame.function), library));
}

function makerOf(frames: readonly Frame[]): Pool | undefined {
  const at = frames.findIndex((frame) => frame.function === poolGet);
  return at > 0 ? frames[at - 1] : undefined;
}
