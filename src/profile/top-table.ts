import { flatCum } from './flat-cum.ts';
import type { Profile } from './profile.ts';

/** One line of a table: a function, what it holds itself, what it and all that it calls hold. */
export type TopRow = { readonly function: string; readonly flat: number; readonly cum: number };

/**
 * The functions of a profile with the most weight of their own, in the sample type's unit, ordered as
 * `pprof -top` orders them. `count`: at most so many rows; all when it is left out.
 */
export function topTable(
  profile: Profile,
  sampleTypeIndex: number,
  count = Number.POSITIVE_INFINITY,
): readonly TopRow[] {
  const { groups, flat, cum } = flatCum(profile, sampleTypeIndex);
  return topRows(flat, cum, groups.name, count);
}

/**
 * Orders by |flat|, then by name, then by |cum| (google/pprof internal/graph SortNodes, FlatNameOrder)
 * and leaves out what is 0 in both. Names are asked for only where they decide or are shown.
 */
export function topRows(
  flat: Float64Array,
  cum: Float64Array,
  name: (group: number) => string,
  count: number,
): readonly TopRow[] {
  const shown: number[] = [];
  for (let group = 0; group < flat.length; group++) {
    if (flat[group] !== 0 || cum[group] !== 0) shown.push(group);
  }
  const weight = (group: number) => Math.abs(flat[group] as number);
  const cut = heaviest(shown, weight, count);
  cut.sort((a, b) => weight(b) - weight(a) || compare(name(a), name(b)));
  return cut.slice(0, count).map((group) => ({
    function: name(group),
    flat: flat[group] as number,
    cum: cum[group] as number,
  }));
}

/** Those that can be among the first `count`, ties at the border included. */
function heaviest(groups: number[], weight: (group: number) => number, count: number): number[] {
  if (groups.length <= count) return groups;
  const border = Float64Array.from(groups, weight).sort().at(-count) ?? 0;
  return groups.filter((group) => weight(group) >= border);
}

/** Byte order of UTF-16 units: equal to Go's for all names but those beyond the basic plane. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
