import type { Culprit, Diff } from '../model/culprit.ts';

/** A diff as `diff --json` and the `diffed` event write it. Best culprit first. */
export function diffJson(diff: Diff) {
  return {
    sampleType: diff.sampleType,
    unit: diff.unit,
    base: diff.base,
    current: diff.current,
    captures: diff.captures,
    growth: diff.growth,
    verdict: diff.verdict,
    culprits: diff.culprits.map(culpritJson),
    rest: diff.rest,
    next: diff.next,
    top: diff.top,
    warnings: diff.warnings,
  };
}

/** One culprit, its stack from the leaf to the root; growth in the diff's unit, share 0 to 1. */
export function culpritJson(culprit: Culprit) {
  return {
    function: culprit.function,
    package: culprit.package,
    file: culprit.file,
    line: culprit.line,
    growth: culprit.growth,
    growthInterval: culprit.growthInterval,
    // Only where there is something of it.
    ...(culprit.inferredGrowth === undefined ? {} : { inferredGrowth: culprit.inferredGrowth }),
    share: culprit.share,
    confidence: culprit.confidence,
    why: culprit.why,
    kind: culprit.kind,
    leaf: culprit.leaf,
    stack: culprit.stack,
    waiting: culprit.waiting,
    retainers: culprit.retainers,
  };
}
