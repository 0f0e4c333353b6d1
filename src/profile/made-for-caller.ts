import type { Frame } from '../model/culprit.ts';
import { isClosure, ownName, shownName } from './function-name.ts';
import { givesAway } from './gives-away.ts';
import { isMostOfGrowth } from './is-most-of-growth.ts';
import { handsOn } from './is-router.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';

const constructors = /^(New|Make|Build|new|make|build)([A-Z0-9_]\w*)?$/;
/** What the compiler makes of a part of a function, which is given to nobody. */
const parts = /-range\d+|\.(gowrap|deferwrap)\d+/;

/**
 * Whether a site makes what it allocates for its caller: its name says so, or it is a closure of a constructor that
 * another function of the application calls. Such a one was given away to make things later; where a library calls it,
 * or what hands requests on, it may be a handler of requests, which may keep what it likes; where a loop does, a task;
 * and below its own constructor it was given to who calls it back:
 *
 *     orders.NewRepo.func1 ← repo.(*Base).Load ← orders.Show ← …    makes it for Load
 *     api.New.func1 ← net/http.HandlerFunc.ServeHTTP ← …            for itself
 *     jobs.New.func1 ← cron.(*Scheduler).run ← cron.Start.func1     for itself
 *     index.New.func1 ← tree.(*Tree).Walk ← index.New ← …           for New
 */
export function isMadeForCaller(
  growth: SiteGrowth,
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): boolean {
  const name = sites.name(growth.frame);
  if (givesAway(name)) return true;
  const { function: own } = growth.frame;
  if (!isClosure(own) || parts.test(own)) return false;
  if (!constructors.test(ownName(name).replace('[...]', ''))) return false;
  return isMostOfGrowth(growth.buckets(), (stack) => {
    const frames = framesOf(stack);
    const at = frames.findIndex((frame) => sites.idOf(frame) === growth.site) + 1;
    return isAskedBy(frames.slice(at), growth.frame, sites);
  });
}

/** Whether the frames above a closure are those of a function that asks for what it makes. */
function isAskedBy(above: readonly Frame[], closure: Frame, sites: SiteTable): boolean {
  const [caller, ...further] = above;
  if (caller === undefined || sites.kind(caller) !== 'application') return false;
  if (isClosure(caller.function) || handsOn(caller.function)) return false;
  const isConstructor = (frame: Frame) =>
    sites.name(frame) === sites.name(closure) ||
    shownName(frame.function) === shownName(closure.function);
  if (above.some(isConstructor)) return false;
  // A caller that is called by no function but the one that a goroutine begins in runs what it is given.
  const isCalled = (frame: Frame) => !isClosure(frame.function) && frame.function !== 'main.main';
  return further.some((frame) => sites.kind(frame) === 'application' && isCalled(frame));
}
