import type { Frame } from '../model/culprit.ts';
import { isMostOfGrowth } from './is-most-of-growth.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';

/**
 * Whether most of what a site grew by was allocated by a framework that it passes requests on to, on the way to a
 * handler further down:
 *
 *     router.(*Router).ServeHTTP ← timed ← net/http.(*conn).serve                    the context, charged to timed
 *     enqueue ← order ← router.(*Router).ServeHTTP ← timed ← net/http.(*conn).serve  who may keep it
 *
 * A framework is known by what it does: the function of a library that `one` calls has called the application back
 * on the stack of one of `handlers`.
 */
export function passesOn(
  one: SiteGrowth,
  handlers: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): boolean {
  const through = new Set(
    handlers
      .filter(({ site }) => site !== one.site)
      .flatMap(({ stack }) => calledBy(one.site, framesOf(stack), sites, 1)),
  );
  if (through.size === 0) return false;
  const goesThrough = (stack: number) =>
    calledBy(one.site, framesOf(stack), sites, 0).some((name) => through.has(name));
  return isMostOfGrowth(one.buckets(), goesThrough);
}

/** The function of a library that a site calls on a stack, with so many calls of the application below it or more. */
function calledBy(
  site: number,
  frames: readonly Frame[],
  sites: SiteTable,
  leastBelow: number,
): readonly string[] {
  const at = frames.findIndex(
    (frame) => sites.kind(frame) === 'application' && sites.idOf(frame) === site,
  );
  const callee = frames[at - 1];
  if (callee === undefined || sites.kind(callee) === 'application') return [];
  const below = frames.slice(0, at).filter((frame) => sites.kind(frame) === 'application');
  return below.length >= leastBelow ? [callee.function] : [];
}
