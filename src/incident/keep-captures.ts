import type { Capture } from '../model/capture.ts';
import type { Diff } from '../model/culprit.ts';
import { kindsCompared } from '../model/kinds-compared.ts';
import { limits } from '../model/limits.ts';

/**
 * The captures that an incident keeps of those it has, oldest first: a diff of each new life that is as sure as the one
 * before brings some, and nothing that an open incident has is ever deleted. First come those that its diffs are
 * between, without which no report can be made anew; then the first of each kind, which all was compared with that
 * began it; then what its diffs looked at in between, and of the rest the newest.
 */
export function keepCaptures(
  captures: readonly Capture[],
  diffs: readonly Diff[],
  most: number = limits.captures_of_incident.most,
): readonly Capture[] {
  if (captures.length <= most) return captures;
  const firsts = new Set(
    [...Map.groupBy(captures, ({ kind }) => kind).values()].flatMap((alike) => alike.slice(0, 1)),
  );
  const worth = (capture: Capture) => {
    const own = diffs.filter((diff) => kindsCompared(diff).includes(capture.kind));
    if (own.some(({ base, current }) => [base.atMs, current.atMs].includes(capture.atMs))) return 3;
    if (firsts.has(capture)) return 2;
    return own.some((diff) => isWithin(capture, diff)) ? 1 : 0;
  };
  const ranked = captures.map((capture) => ({ capture, worth: worth(capture) }));
  const kept = ranked
    .toSorted((a, b) => b.worth - a.worth || b.capture.atMs - a.capture.atMs)
    .slice(0, most);
  return kept.map(({ capture }) => capture).sort((a, b) => a.atMs - b.atMs);
}

function isWithin({ atMs }: Capture, { base, current }: Diff): boolean {
  return base.atMs !== null && current.atMs !== null && atMs > base.atMs && atMs < current.atMs;
}
