import type { Frame } from '../model/culprit.ts';
import { isClosure, ownName } from './function-name.ts';
import { givesAway } from './gives-away.ts';
import { isMostOfGrowth } from './is-most-of-growth.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';

const constructs = /^(New|Make|Build|new|make|build)([A-Z0-9_]\w*)?$/;

/**
 * Whether a site makes what it allocates for its caller: its name says so, or it is a closure of a constructor that
 * another function of the application calls. Such a one was given away to make things later; where a library calls it
 * it may be a handler of requests, which may keep what it likes:
 *
 *     orders.NewRepo.func1 ← repo.(*Base).Load ← …           makes it for Load
 *     api.New.func1 ← net/http.HandlerFunc.ServeHTTP ← …      for itself
 */
export function isMadeForCaller(
  growth: SiteGrowth,
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): boolean {
  const name = sites.name(growth.frame);
  if (givesAway(name)) return true;
  if (!isClosure(growth.frame.function)) return false;
  if (!constructs.test(ownName(name).replace('[...]', ''))) return false;
  return isMostOfGrowth(growth.buckets(), (stack) => {
    const frames = framesOf(stack);
    const above = frames[frames.findIndex((frame) => sites.idOf(frame) === growth.site) + 1];
    return above !== undefined && sites.kind(above) === 'application' && sites.name(above) !== name;
  });
}
