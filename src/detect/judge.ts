import type { DetectRule } from '../model/rule.ts';
import type { Evidence, Verdict } from '../model/verdict.ts';
import { type Asked, type Candidate, loudestOf, type Observed } from './candidate.ts';
import { constants } from './constants.ts';
import {
  explainLeak,
  explainMasked,
  explainRise,
  explainSteady,
  explainStitched,
  type Subject,
} from './explain.ts';
import { judgeTeeth } from './judge-teeth.ts';
import { leakShape } from './leak-shape.ts';
import { type Masked, maskedByLimit } from './masked-by-limit.ts';
import { levelsOf, ratesOf, secondsToLimit } from './rates.ts';
import { sawtooth } from './sawtooth.ts';
import { shapeOfRise, steadyShape } from './steady-shape.ts';
import { stitched } from './stitched.ts';
import { withWhere } from './with-where.ts';
import { witnessOf } from './witness.ts';

/** The verdict of a rule on a workload: teeth first, then the loudest window, else what it looks like. */
export function judge(detect: DetectRule, observed: Observed): Verdict {
  const best = loudestOf(detect, observed);
  // A rule on one signal has no say in the teeth of another.
  const { signal } = detect;
  const records = observed.records.filter(
    (record) => signal === 'auto' || record.signal === signal,
  );
  const teeth = sawtooth(records, observed.nowMs, observed.timeScale);
  const toothed = teeth === null ? null : judgeTeeth(blank(observed), teeth, detect, observed);
  if (toothed?.concern === 'alarm') return toothed;
  const base = { ...blank(observed), ...levelsOf(best), ...ratesOf(best, observed) };
  const masked =
    signal === 'auto' || signal === 'heapLive' ? maskedByLimit(detect, observed) : null;
  if (best !== null && best.concern === 'alarm') {
    return placed(onLeak(base, best, { observed, masked }), best, { detect, observed });
  }
  if (toothed !== null) return toothed;
  if (masked?.ruling.concern === 'alarm') return onMasked(blank(observed), masked, observed);
  const cut = stitched(records, observed.nowMs, observed.timeScale);
  if (cut !== null) {
    const shape = 'masked-by-deploys' as const;
    const kind = cut.lives.at(-1)?.leakKind ?? null;
    const leakRatePerSecond =
      cut.dailyGrowth / (constants.fullContextMs / 1000 / observed.timeScale);
    const explanation = explainStitched(cut, cut.lives.at(-1)?.signal ?? 'value');
    const leak = { kind: 'leak', concern: 'alarm', shape, leakKind: kind } as const;
    return { ...base, ...leak, leakRatePerSecond, confidence: 0.8, explanation };
  }
  return best === null ? base : onSteady(base, best, observed);
}

function blank({ nowMs, lives, timeScale }: Observed): Verdict {
  return {
    atMs: nowMs,
    kind: 'insufficient-data',
    concern: 'none',
    shape: null,
    leakKind: null,
    signal: null,
    instance: null,
    value: null,
    floor: null,
    limitBytes: null,
    leakRatePerSecond: null,
    leakRateInterval: null,
    timeToLimitSeconds: null,
    timeToLimitInterval: null,
    confidence: 0,
    lives,
    evidence: {},
    ...(timeScale === 1 ? {} : { timeScale }),
    explanation: 'No sample of a memory signal yet.',
  };
}

function onLeak(
  base: Verdict,
  best: Candidate,
  { observed, masked }: { readonly observed: Observed; readonly masked: Masked | null },
): Verdict {
  const { ruling } = best;
  if (ruling === null) throw new Error('an alarm without a window');
  const isMasked = best.kind === 'heap' && masked?.instance === best.instance;
  const said = explainLeak(subjectOf(best, base), observed.timeScale);
  const more = isMasked ? ` ${explainMasked(masked.ruling.figures)}` : '';
  return {
    ...base,
    kind: 'leak',
    concern: 'alarm',
    shape: isMasked ? 'masked-by-memory-limit' : leakShape(ruling.figures),
    leakKind: best.kind,
    confidence: ruling.confidence,
    explanation: said.explanation + more,
    finding: said.finding + more,
  };
}

function placed(verdict: Verdict, { instance, name, ruling }: Candidate, asked: Asked): Verdict {
  if (ruling === null) return verdict;
  const { slope, startAt, endAt } = ruling.figures;
  return withWhere(verdict, instance, { name, slope, span: endAt - startAt }, asked);
}

/** Nothing that is held rises any more: only the collector tells. */
function onMasked(base: Verdict, { instance, ruling }: Masked, observed: Observed): Verdict {
  const witness = witnessOf(instance);
  const levels = witness === null ? {} : levelsOf({ instance, ...witness });
  return {
    ...base,
    ...levels,
    ...secondsToLimit(
      ruling.figures,
      { limit: 1, counted: { peak: ruling.figures.end, isHeap: false } },
      observed.timeScale,
    ),
    kind: 'leak',
    concern: 'alarm',
    shape: 'masked-by-memory-limit',
    leakKind: 'heap',
    confidence: ruling.confidence,
    evidence: ofShares(ruling.evidence),
    explanation: `Heap leak masked by the memory limit. ${explainMasked(ruling.figures)}`,
  };
}

/** What was asked of the share of the collector's goal, which is no number of bytes. */
function ofShares(evidence: Evidence): Evidence {
  const gates = Object.entries(evidence).map(([name, gate]) => [name, { ...gate, of: 'share' }]);
  return Object.fromEntries(gates);
}

function onSteady(base: Verdict, best: Candidate, observed: Observed): Verdict {
  const { ruling, track, concern } = best;
  const seen = track.tiers[0]?.count ?? 0;
  if (ruling === null && seen < constants.fewestFloors) {
    return { ...base, explanation: `Only ${seen} of ${constants.fewestFloors} floors yet.` };
  }
  const rises = ruling !== null && concern !== 'none';
  const shape = rises ? shapeOfRise(ruling) : steadyShape(track);
  const subject = subjectOf(best, base);
  return {
    ...base,
    kind: 'steady',
    concern,
    shape,
    leakKind: rises ? best.kind : null,
    confidence: rises ? 1 - ruling.confidence : Math.min(0.95, seen / constants.tierLength),
    evidence: ruling?.evidence ?? {},
    explanation: rises
      ? explainRise(subject, shape, observed.timeScale)
      : explainSteady(subject, shape),
  };
}

function subjectOf({ name, ruling, kind }: Candidate, base: Verdict): Subject {
  return { name, ruling, kind, verdict: base };
}
