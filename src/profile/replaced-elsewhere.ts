import type { SiteGrowth } from './site-growth.ts';
import { type Change, changesBySize } from './size-changes.ts';
import { sum } from './sum.ts';

/** Objects of the size that the other lost must be this part of the growth. */
const sameSizeShare = 0.5;
/** Standard errors by which the other must have shrunk, and by which more must have been gained. */
const certainty = 2;

type Loss = { readonly site: number; readonly size: number; readonly change: Change };
type Changes = ReadonlyMap<number, ReadonlyMap<number, Change>>;

/**
 * The sites whose growth is another's loss: entries of a cache that one function filled and another
 * replaces are as many as before, of the same size, and yet one site grows and the other shrinks.
 * For each the site that lost as many. `packageOf` names the package of a site's function: who replaces
 * entries mostly stands beside who made them, so what a package can have replaced itself excuses no other.
 */
export function replacedElsewhere(
  growths: readonly SiteGrowth[],
  packageOf: (site: number) => string | undefined,
): ReadonlyMap<number, number> {
  const losses = growths.flatMap(lossesOf);
  const changes = changesOf(growths, new Set(losses.map(({ size }) => size)));
  const found = new Map<number, number>();
  for (const loss of losses) {
    const home = packageOf(loss.site);
    const others = [...changes.keys()].filter((site) => site !== loss.site);
    const kin = others.filter((site) => packageOf(site) === home);
    const gainers = replacesItself(loss, allOf(kin, loss.size, changes)) ? kin : others;
    // What one has lost can be found again but once, whoever has gained.
    const all = allOf(gainers, loss.size, changes);
    if (all.bytes + loss.change.bytes > errorOf(all, loss)) continue;
    for (const site of gainers) {
      const bySize = changes.get(site);
      const gain = bySize?.get(loss.size)?.bytes ?? 0;
      const grown = sum([...(bySize?.values() ?? [])].map(({ bytes }) => Math.max(0, bytes)));
      if (gain >= Math.max(1, sameSizeShare * grown)) found.set(site, loss.site);
    }
  }
  return found;
}

function lossesOf(one: SiteGrowth): readonly Loss[] {
  return [...changesBySize(one.buckets())]
    .filter(([, { bytes, variance }]) => -bytes > certainty * Math.sqrt(variance))
    .map(([size, change]) => ({ site: one.site, size, change }));
}

/** Of the sites that have anything of these sizes, as few of the 30,000 of a large program do: the rest is megabytes. */
function changesOf(growths: readonly SiteGrowth[], sizes: ReadonlySet<number>): Changes {
  const changes = new Map<number, ReadonlyMap<number, Change>>();
  if (sizes.size === 0) return changes;
  for (const one of growths) {
    const bySize = changesBySize(one.buckets());
    if ([...bySize.keys()].some((size) => sizes.has(size))) changes.set(one.site, bySize);
  }
  return changes;
}

/** Whether the loser's own package allocated as much as was lost, and holds it, as far as sampling can tell. */
function replacesItself(loss: Loss, kin: Change): boolean {
  const lost = -loss.change.bytes;
  return kin.bytes > 0 && kin.allocated >= lost && lost - kin.bytes <= errorOf(kin, loss);
}

function errorOf(gain: Change, { change }: Loss): number {
  return certainty * Math.sqrt(gain.variance + change.variance);
}

/** What these sites together have gained of one size. */
function allOf(sites: readonly number[], size: number, changes: Changes): Change {
  const all = { bytes: 0, variance: 0, allocated: 0 };
  for (const site of sites) {
    const one = changes.get(site)?.get(size);
    if (one === undefined) continue;
    all.bytes += Math.max(0, one.bytes);
    all.variance += one.variance;
    all.allocated += one.allocated;
  }
  return all;
}
