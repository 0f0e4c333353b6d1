import { confidenceRank, type Diff } from '../model/culprit.ts';
import type { Life } from '../model/life.ts';
import type { Rule } from '../model/rule.ts';
import type { LeakKind, Verdict } from '../model/verdict.ts';

/**
 * What is sure of a leak that filled the memory before any window of detection was long enough: the kernel's
 * kill, and a heap of which all captures of the life say who grew. The intervals of a culprit are of 95 %.
 */
const sureness = { 'not-enough-evidence': 0, likely: 0.8, confirmed: 0.95 } as const;

/**
 * The verdict on a life that is over: `leak` where the kernel killed it for want of memory and its captures name
 * who grew; null where one of the two is missing, or the rule looks at something else. A crash or a restart
 * alone is no leak, whatever has grown by then; nor is a kill that is inferred of a process that did not rise to its
 * limit until its end.
 */
export function postMortem(
  life: Life,
  diffs: readonly Diff[],
  rule: Rule,
  about: {
    readonly atMs: number;
    readonly limitBytes: number | null;
    readonly roseToLimit: boolean;
  },
): Verdict | null {
  if (life.cause !== 'oom' || life.endAtMs === null) return null;
  // One that nobody saw killed, and that stood where it always stands, may have been restarted.
  if (life.causeBy === 'level' && !about.roseToLimit) return null;
  const livedMs = life.endAtMs - life.startAtMs;
  if (livedMs * rule.timeScale > rule.detect.horizonMs) return null;
  const [diff] = diffs
    .filter((each) => each.verdict !== 'not-enough-evidence' && isOf(each, rule))
    .toSorted(
      (a, b) => confidenceRank[b.verdict] - confidenceRank[a.verdict] || weigh(b) - weigh(a),
    );
  if (diff === undefined) return null;
  const leakKind = kindOf(diff);
  const overMs = (diff.current.atMs ?? 0) - (diff.base.atMs ?? 0);
  const rate = overMs > 0 ? (diff.growth / overMs) * 1000 : null;
  return {
    atMs: about.atMs,
    kind: 'leak',
    concern: 'alarm',
    shape: null,
    leakKind,
    signal: leakKind === 'goroutine' ? 'goroutines' : 'heapInuse',
    instance: life.instance,
    value: diff.current.total,
    floor: null,
    limitBytes: about.limitBytes,
    leakRatePerSecond: rate,
    leakRateInterval: null,
    timeToLimitSeconds: null,
    timeToLimitInterval: null,
    confidence: sureness[diff.verdict],
    lives: [life],
    evidence: {},
    explanation: `${endOf(life, livedMs)}. ${growthOf(diff, life)}.`,
  };
}

/** A rule about files or threads asks nothing of a heap. */
function isOf(diff: Diff, { detect }: Rule): boolean {
  if (kindOf(diff) === 'goroutine') return ['auto', 'goroutines'].includes(detect.signal);
  return !['goroutines', 'threads', 'openFds', 'stackInuse'].includes(detect.signal);
}

function kindOf(diff: Diff): LeakKind {
  return diff.unit === 'bytes' ? 'heap' : 'goroutine';
}

/** Memory is what ran out: the heap's answer before that of goroutines. */
function weigh({ unit }: Diff): number {
  return unit === 'bytes' ? 1 : 0;
}

function endOf({ inferred, causeBy }: Life, livedMs: number): string {
  const isSeen = !inferred && causeBy !== 'level';
  const judged = isSeen
    ? 'It was killed for want of memory'
    : 'It ended at its memory limit, so that a kill for want of memory is inferred,';
  return `${judged} after ${seconds(livedMs)}`;
}

function growthOf(diff: Diff, { startAtMs, endAtMs }: Life): string {
  const from = seconds((diff.base.atMs ?? startAtMs) - startAtMs);
  const back = seconds((endAtMs ?? 0) - (diff.current.atMs ?? endAtMs ?? 0));
  const what =
    diff.unit === 'bytes'
      ? `its heap had grown by ${(diff.growth / 2 ** 20).toFixed(1)} MiB`
      : `it had ${diff.growth} more goroutines`;
  return `Between a profile ${from} after its start and one ${back} before its end ${what}`;
}

function seconds(ms: number): string {
  return ms < 100_000
    ? `${(Math.max(0, ms) / 1000).toFixed(1)} s`
    : `${Math.round(ms / 60_000)} min`;
}
