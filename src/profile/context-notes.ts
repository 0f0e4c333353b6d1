import { oneTest } from './count-tests.ts';
import { growsAlong } from './grows-along.ts';
import { growthOf, sumSeries } from './growth-trend.ts';
import { isMostOfGrowth } from './is-most-of-growth.ts';
import { judgeGrowth } from './judge-growth.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';
import { surestOf } from './surest-of.ts';

/** What package context allocates for a context on behalf of who uses it: its set of children, its channel. */
const notes = /^context\.(propagateCancel|\(\*cancelCtx\)\.(propagateCancel|Done))$/;
/** What makes contexts: WithCancel, WithTimeout, WithValue and what they call. */
const makers = /^context\.(With|with|newCancelCtx|AfterFunc)/;

/** Sites that merely noted something in the contexts that they were given, and who makes these contexts. */
export type ContextNotes = {
  readonly family: readonly SiteGrowth[];
  /** The site of the application that makes contexts and grows along; null: none does. */
  readonly maker: SiteGrowth | null;
};

/**
 * A context is given from caller to callee, and the first callee that derives from it, or waits for it, has its set
 * of children and its channel made. Both belong to the context, and stay as long as that does:
 *
 *     context.(*cancelCtx).propagateCancel ← context.WithCancel ← reserve ← run    13 MB   a child, cancelled in time
 *     context.withCancel ← context.WithCancel ← begin ← run                         5 MB   the parent, which is not
 *
 * So growth of that kind speaks against who made the contexts, if one is seen to keep what it makes. Who also keeps
 * the contexts that it derives itself has more of these than of notes, and is not meant. (Go's context/context.go:
 * `cancelCtx.children` and `cancelCtx.done` are made at first use.)
 */
export function contextNotes(growths: readonly SiteGrowth[], sites: SiteTable): ContextNotes {
  const own = growths.filter(({ site, series }) => sites.isOwn(site) && growthOf(series) > 0);
  const isNote = sites.calledByOwn((name) => notes.test(name));
  const makes = sites.calledByOwn((name) => makers.test(name));
  const isMade = (stack: number) => !isNote(stack) && makes(stack);
  // The stack that grew most tells nearly always, and of most sites nothing else is looked at.
  const family = own.filter((one) => isNote(one.stack) && isMostOfGrowth(one.buckets(), isNote));
  const series = sumSeries(family.map((one) => one.series));
  if (family.length === 0 || judgeGrowth(series, oneTest).lowerBound <= 0) {
    return { family: [], maker: null };
  }
  const making = own.filter(
    (one) =>
      !family.includes(one) &&
      growsAlong(one.series, series) &&
      one.buckets().some(({ stack, first, now }) => now.value > first.value && isMade(stack)),
  );
  return { family, maker: surestOf(making) };
}
