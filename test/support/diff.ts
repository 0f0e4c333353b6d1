import type { Confidence, Culprit, Diff } from '../../src/model/culprit.ts';

/** A culprit named `name` with growth of 40 MB. */
export function culprit(
  name: string,
  confidence: Confidence,
  over: Partial<Culprit> = {},
): Culprit {
  return {
    function: name,
    package: name.replace(/\.[^.]*$/, ''),
    file: 'repo/repo.go',
    line: 31,
    growth: 40e6,
    growthInterval: [36e6, 44e6],
    share: 0.97,
    confidence,
    why: 'it rises through all 6 captures, at 12 times the error of its slope',
    kind: 'application',
    leaf: name,
    stack: [{ function: name, file: 'repo/repo.go', line: 31, inline: false }],
    waiting: null,
    retainers: [],
    ...over,
  };
}

/** A heap diff that names these culprits. */
export function diff(
  verdict: Confidence,
  culprits: readonly Culprit[],
  over: Partial<Diff> = {},
): Diff {
  return {
    sampleType: 'inuse_space',
    unit: 'bytes',
    base: { total: 10e6, atMs: 0 },
    current: { total: 51e6, atMs: 60_000 },
    captures: 4,
    growth: 41e6,
    verdict,
    culprits,
    rest: null,
    next: null,
    top: [],
    warnings: [],
    ...over,
  };
}
