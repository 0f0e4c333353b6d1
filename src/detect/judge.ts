import type { Life } from '../model/life.ts';
import type { DetectRule } from '../model/rule.ts';
import type { Concern, LeakKind, Verdict } from '../model/verdict.ts';
import { constants } from './constants.ts';
import {
  explainLeak,
  explainRise,
  explainSawtooth,
  explainSteady,
  explainStitched,
  type Subject,
} from './explain.ts';
import { type Ruling, rule as ruleOn } from './gates.ts';
import type { Instance } from './instance.ts';
import { isHarmless, leakKind } from './leak-kind.ts';
import { leakShape } from './leak-shape.ts';
import type { LifeRecord } from './life-record.ts';
import { standing } from './look.ts';
import { median, type Sawtooth, sawtooth } from './sawtooth.ts';
import { judged, type SeriesName } from './series.ts';
import { countedPeak, situationOf } from './situation.ts';
import { shapeOfRise, steadyShape } from './steady-shape.ts';
import { stitched } from './stitched.ts';
import { timeToLimit } from './time-to-limit.ts';
import { newestFloor, type Track } from './track.ts';

/** All that a judgement looks at. */
export type View = {
  readonly nowMs: number;
  readonly timeScale: number;
  readonly contextMs: number;
  readonly instances: readonly Instance[];
  readonly records: readonly LifeRecord[];
  readonly lives: readonly Life[];
};

/** One series, and the window that speaks loudest for a leak in it. */
type Candidate = {
  readonly instance: Instance;
  readonly name: SeriesName;
  readonly track: Track;
  readonly ruling: Ruling | null;
  readonly kind: LeakKind | null;
  readonly concern: Concern;
};

const rank = { none: 0, suspicion: 1, alarm: 2 } as const;

/** The verdict of a rule on a workload: teeth first, then the loudest window, else what it looks like. */
export function judge(detect: DetectRule, view: View): Verdict {
  const candidates = view.instances.flatMap((instance) => candidatesOf(instance, detect, view));
  const best = candidates.reduce<Candidate | null>(louder, null);
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

function candidatesOf(instance: Instance, detect: DetectRule, view: View): Candidate[] {
  const found: Candidate[] = [];
  for (const name of namesOf(instance, detect)) {
    const track = instance.tracks[name];
    if (track === undefined) continue;
    const ruling = loudest(instance, name, track, detect, view);
    const kind = ruling === null ? null : leakKind(instance, name, ruling.figures);
    found.push({ instance, name, track, ruling, kind, concern: concernOf(ruling, kind) });
  }
  return found;
}

/** Spans of the heap say nothing that what was live after the last collection does not say better. */
function namesOf(instance: Instance, { signal }: DetectRule): readonly SeriesName[] {
  if (signal !== 'auto') return [signal];
  const { heapLive, heapUsed } = instance.tracks;
  const better = heapLive !== undefined || heapUsed !== undefined;
  return better ? judged.filter((name) => name !== 'heapInuse') : judged;
}

function loudest(
  instance: Instance,
  name: SeriesName,
  track: Track,
  detect: DetectRule,
  view: View,
): Ruling | null {
  const context = (view.contextMs * view.timeScale) / constants.baseWidthMs;
  let best: Ruling | null = null;
  for (const window of standing(track, newestFloor(track))) {
    const ruling = ruleOn(window, detect, situationOf(instance, name, window, context));
    const higher = rank[ruling.concern] - rank[best?.concern ?? 'none'];
    if (best === null || higher > 0 || (higher === 0 && ruling.confidence > best.confidence)) {
      best = ruling;
    }
  }
  return best;
}

function concernOf(ruling: Ruling | null, kind: LeakKind | null): Concern {
  const concern = ruling?.concern ?? 'none';
  if (kind === null || !isHarmless(kind)) return concern;
  return kind === 'page-cache' || concern === 'none' ? 'none' : 'suspicion';
}

/** Higher concern wins; at the same concern the better witness, then the surer window. */
function louder(best: Candidate | null, next: Candidate): Candidate {
  if (best === null) return next;
  const higher = rank[next.concern] - rank[best.concern];
  if (higher !== 0) return higher > 0 ? next : best;
  if (next.name !== best.name || next.concern === 'none') return best;
  return (next.ruling?.confidence ?? 0) > (best.ruling?.confidence ?? 0) ? next : best;
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
