import type { DetectRule } from '../model/rule.ts';
import type { Verdict } from '../model/verdict.ts';
import { type Candidate, loudestOf, type View } from './candidate.ts';
import { constants } from './constants.ts';
import {
  explainLeak,
  explainRise,
  explainSawtooth,
  explainSteady,
  explainStitched,
  type Subject,
} from './explain.ts';
import { leakShape } from './leak-shape.ts';
import { median, type Sawtooth, sawtooth } from './sawtooth.ts';
import { countedPeak } from './situation.ts';
import { shapeOfRise, steadyShape } from './steady-shape.ts';
import { stitched } from './stitched.ts';
import { timeToLimit } from './time-to-limit.ts';
import { newestFloor } from './track.ts';

/** The verdict of a rule on a workload: teeth first, then the loudest window, else what it looks like. */
export function judge(detect: DetectRule, view: View): Verdict {
  const best = loudestOf(detect, view);
  // A rule on one signal has no say in the teeth of another.
  const { signal } = detect;
  const records = view.records.filter((record) => signal === 'auto' || record.signal === signal);
  const teeth = sawtooth(records, view.nowMs, view.timeScale);
  const base = { ...blank(view), ...levelsOf(best), ...ratesOf(best, view) };
  if (teeth !== null && goesOn(teeth, best, view)) return onTeeth(base, teeth, best, view);
  if (best !== null && best.concern === 'alarm') return onLeak(base, best, view);
  const cut = stitched(records, view.nowMs, view.timeScale);
  if (cut !== null) {
    const shape = 'masked-by-deploys' as const;
    const kind = cut.lives.at(-1)?.leakKind ?? null;
    const leakRatePerSecond = cut.dailyGrowth / (constants.fullContextMs / 1000 / view.timeScale);
    const explanation = explainStitched(cut, cut.lives.at(-1)?.signal ?? 'value');
    const leak = { kind: 'leak', concern: 'alarm', shape, leakKind: kind } as const;
    return { ...base, ...leak, leakRatePerSecond, confidence: 0.8, explanation };
  }
  return best === null ? base : onSteady(base, best, view);
}

/** Teeth are news until a life has outlived two of them without a rise. */
function goesOn(teeth: Sawtooth, best: Candidate | null, { nowMs }: View): boolean {
  if (best !== null && best.concern !== 'none') return true;
  return nowMs - teeth.lastEndAtMs <= 2 * teeth.periodMs;
}

type Base = Omit<Verdict, 'explanation'> & { readonly explanation: string };

function blank({ nowMs, lives }: View): Base {
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
    explanation: 'No sample of a memory signal yet.',
  };
}

function levelsOf(best: Candidate | null): Partial<Base> {
  if (best === null) return {};
  const { instance, name, track } = best;
  return {
    signal: name as Verdict['signal'],
    instance: instance.name,
    value: track.last,
    floor: newestFloor(track),
    limitBytes: instance.limitBytes,
  };
}

/** Growth and time left, where a window shows growth that is at least a suspicion. */
function ratesOf(best: Candidate | null, { timeScale }: View): Partial<Base> {
  if (best === null || best.ruling === null || best.concern === 'none') return {};
  const { figures, evidence } = best.ruling;
  const unitSeconds = constants.baseWidthMs / 1000 / timeScale;
  const [low, high] = figures.slopeInterval;
  const rates = {
    leakRatePerSecond: figures.slope / unitSeconds,
    leakRateInterval: [low / unitSeconds, high / unitSeconds] as const,
    evidence,
  };
  const limit = best.instance.limitBytes;
  if (limit === null || evidence['horizon'] === undefined) return rates;
  const left = timeToLimit(figures, limit, countedPeak(best.instance, best.name));
  const [soonest, latest] = left.interval;
  return {
    ...rates,
    timeToLimitSeconds: left.eta * unitSeconds,
    timeToLimitInterval: [soonest * unitSeconds, Math.min(latest * unitSeconds, farSeconds)],
  };
}

/** "Never" in seconds, since JSON has no infinity: a hundred years. */
const farSeconds = 100 * 365 * 86_400;

function onTeeth(base: Base, teeth: Sawtooth, best: Candidate | null, view: View): Verdict {
  const last = teeth.teeth.at(-1);
  const rising = best !== null && best.concern !== 'none' ? best : null;
  const slopes = teeth.teeth.map(({ ramp }) => ramp?.slope ?? 0);
  const rate = (median(slopes) * 1000 * view.timeScale) / constants.baseWidthMs;
  return {
    ...base,
    kind: 'sawtooth',
    concern: 'alarm',
    shape: last?.ramp == null ? null : leakShape(last.ramp),
    leakKind: rising?.kind ?? last?.leakKind ?? 'unknown',
    signal: (rising?.name ?? last?.signal ?? null) as Verdict['signal'],
    leakRatePerSecond: base.leakRatePerSecond ?? rate,
    confidence: 1 - 0.5 ** teeth.teeth.length,
    evidence: { ...base.evidence, teeth: { value: teeth.teeth.length, needs: 2, passed: true } },
    explanation: explainSawtooth(teeth, rising === null ? null : subjectOf(rising, base), view),
  };
}

function onLeak(base: Base, best: Candidate, view: View): Verdict {
  const { ruling } = best;
  if (ruling === null) throw new Error('an alarm without a window');
  return {
    ...base,
    kind: 'leak',
    concern: 'alarm',
    shape: leakShape(ruling.figures),
    leakKind: best.kind,
    confidence: ruling.confidence,
    explanation: explainLeak(subjectOf(best, base), view.timeScale),
  };
}

function onSteady(base: Base, best: Candidate, view: View): Verdict {
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
      ? explainRise(subject, shape, view.timeScale)
      : explainSteady(subject, shape),
  };
}

function subjectOf({ name, ruling, kind }: Candidate, base: Base): Subject {
  return { name, ruling, kind, verdict: base };
}
