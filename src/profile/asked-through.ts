import type { Frame } from '../model/culprit.ts';
import { isClosure } from './function-name.ts';
import { answers } from './gives-away.ts';
import { growsAlong } from './grows-along.ts';
import { isMostOfGrowth } from './is-most-of-growth.ts';
import { handsOn } from './is-router.ts';
import type { Retention } from './retainers.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';

/** A site that a library called, and who asked the library. */
type Called = { readonly one: SiteGrowth; readonly asker: SiteGrowth };

/** Of sites of the application: who asked for one, and those that were called for one. */
export type Askers = {
  readonly askerOf: (one: SiteGrowth) => SiteGrowth | null;
  readonly calledFor: (one: SiteGrowth) => readonly SiteGrowth[];
};

/** A function of the application that a library called, and who asked the library. */
type Asked = { readonly asker: Frame; readonly entry: Frame };

/**
 * The site that asked a library for what the library makes in part itself and in part by the hand of the application:
 * a decoder calls the decoder of a type, package database/sql a driver.
 *
 *     money.(*Amount).UnmarshalJSON ← encoding/json.Unmarshal ← store.decode   30 MB
 *     reflect.unsafe_New            ← encoding/json.Unmarshal ← store.decode   15 MB, grows along
 *
 * Who asked has both, and who was called back gave its part away: by its name it does, for a library calls for other
 * things as well (a visitor, a loader, who listens to events, a transport). What hands requests on (a router, the next
 * of a chain, a closure that was given) is asked for nothing. null: no library called it, or what that made for who asked
 * is not the most of what he has. `some`: sites of the application that stand out.
 */
export function askersThrough(
  some: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
  retentionOf: (one: SiteGrowth) => Retention,
): Askers {
  // Who was called may keep it, or another of the application that did not ask for it.
  const isKept = (one: SiteGrowth, asker: string) => {
    const { keepsItself, keeper, retainers } = retentionOf(one);
    const others = retainers.filter((retainer) => retainer.function !== asker);
    const isOwn = (name: string) => some.some(({ frame }) => sites.name(frame) === name);
    return keepsItself || keeper !== null || others.some((other) => isOwn(other.function));
  };
  const find = (one: SiteGrowth) => {
    if (!answers(sites.name(one.frame))) return null;
    const asked = askedBy(framesOf(one.stack), sites);
    if (asked === null || isKept(one, sites.name(asked.asker))) return null;
    const site = sites.idOf(asked.asker);
    const entry = asked.entry.function;
    const isAsked = (stack: number) => {
      const other = askedBy(framesOf(stack), sites);
      return other?.entry.function === entry && sites.idOf(other.asker) === site;
    };
    const isMadeBy = (stack: number) => {
      const frames = framesOf(stack);
      const own = frames.findIndex((frame) => sites.kind(frame) === 'application');
      return frames[own - 1]?.function === entry;
    };
    if (!isMostOfGrowth(one.buckets(), isAsked)) return null;
    const asker = some.find((other) => other.site === site && other.site !== one.site);
    if (asker === undefined || !isMostOfGrowth(asker.buckets(), isMadeBy)) return null;
    return growsAlong(asker.series, one.series) ? asker : null;
  };
  let calls: readonly Called[] | null = null;
  const called = () => {
    calls ??= some.flatMap((one) => {
      const asker = find(one);
      return asker === null ? [] : [{ one, asker }];
    });
    return calls;
  };
  return {
    askerOf: ({ site }) => called().find(({ one }) => one.site === site)?.asker ?? null,
    calledFor: ({ site }) =>
      called().flatMap(({ one, asker }) => (asker.site === site ? [one] : [])),
  };
}

/** Whom the innermost function of the application on a stack was called for, if a library called it. */
function askedBy(frames: readonly Frame[], sites: SiteTable): Asked | null {
  const isOwn = (frame: Frame) => sites.kind(frame) === 'application';
  const own = frames.findIndex(isOwn);
  const at = frames.findIndex((frame, i) => i > own && isOwn(frame));
  const [asker, entry] = [frames[at], frames[at - 1]];
  if (asker === undefined || entry === undefined || at - own < 2) return null;
  const between = frames.slice(own + 1, at);
  const isHanded = between.some((frame) => handsOn(frame.function));
  return isClosure(entry.function) || isHanded ? null : { asker, entry };
}
