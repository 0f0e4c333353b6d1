import type { Culprit } from '../model/culprit.ts';
import type { Interval } from '../model/verdict.ts';

/**
 * Culprits of one name as one: what a function allocates itself, and what it has a helper make that many share, are
 * two sites (blamed-caller.ts) and one place to mend. The first keeps its line, stack and confidence, and has the
 * growth of all; their errors are independent.
 */
export function foldSameName(culprits: readonly Culprit[]): readonly Culprit[] {
  const folded = new Map<string, Culprit>();
  for (const one of culprits) {
    const key = `${one.package}\n${one.function}\n${one.package === '' ? one.file : ''}`;
    const first = folded.get(key);
    folded.set(key, first === undefined ? one : together(first, one));
  }
  return [...folded.values()];
}

function together(first: Culprit, other: Culprit): Culprit {
  const growth = first.growth + other.growth;
  const half = Math.hypot(halfOf(first.growthInterval), halfOf(other.growthInterval));
  const inferred = (first.inferredGrowth ?? 0) + (other.inferredGrowth ?? 0);
  return {
    ...first,
    growth,
    growthInterval: [growth - half, growth + half],
    ...(inferred > 0 && { inferredGrowth: inferred }),
    share: Math.min(1, first.share + other.share),
  };
}

function halfOf([low, high]: Interval): number {
  return (high - low) / 2;
}
