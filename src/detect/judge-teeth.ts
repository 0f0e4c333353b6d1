import { median } from 'simple-statistics';
import type { DetectRule } from '../model/rule.ts';
import type { Interval, LeakKind, Verdict } from '../model/verdict.ts';
import { type Candidate, loudestOf, type Observed } from './candidate.ts';
import { constants } from './constants.ts';
import { explainSawtooth } from './explain.ts';
import { leakShape } from './leak-shape.ts';
import { isWithin, type NextEnd, nextEnd } from './next-end.ts';
import { levelsOf, ratesOf } from './rates.ts';
import type { Sawtooth } from './sawtooth.ts';
import { withWhere } from './with-where.ts';

/**
 * The verdict on a sawtooth, all of it on the series of its newest tooth. An alarm while the next end
 * lies within the rule's horizon or the running life alarms by itself; null once a life has outlived
 * two teeth without a rise.
 */
export function judgeTeeth(
  blank: Verdict,
  teeth: Sawtooth,
  detect: DetectRule,
  observed: Observed,
): Verdict | null {
  const { life, signal, ramp, leakKind, limit } = teeth.newest;
  const running = runningAfter(teeth, observed);
  const rising = risingOf(running, detect, observed);
  if (rising === null && observed.nowMs - teeth.lastEndAtMs > 2 * teeth.periodMs) return null;
  const startAtMs = running?.instance.lifeStartAtMs ?? teeth.lastEndAtMs;
  const next = nextEnd(teeth, startAtMs, observed.nowMs);
  const levels = {
    signal: signal as Verdict['signal'],
    instance: life.instance,
    limitBytes: limit,
  };
  const base = {
    ...blank,
    ...levels,
    ...levelsOf(running),
    ...ratesOf(rising, observed),
  };
  const due = isWithin(next, detect, observed.timeScale);
  const count = teeth.teeth.length;
  const verdict = {
    ...base,
    ...timeLeft(base, next),
    kind: 'sawtooth',
    concern: due ? 'alarm' : (rising?.concern ?? 'none'),
    shape: ramp === null ? null : leakShape(ramp),
    leakKind: known(rising?.kind) ?? leakKind ?? 'unknown',
    leakRatePerSecond: base.leakRatePerSecond ?? typicalRate(teeth, observed),
    confidence: 1 - 0.5 ** count,
    evidence: { ...base.evidence, teeth: { value: count, needs: 2, passed: true } },
  } as const;
  const subject =
    rising === null ? null : { name: signal, ruling: rising.ruling, kind: rising.kind, verdict };
  const said = explainSawtooth(teeth, next, subject, observed.timeScale);
  if (running === null) return { ...verdict, ...said };
  const slope = median(teeth.teeth.map(({ ramp }) => ramp?.slope ?? 0));
  const span = (teeth.periodMs * observed.timeScale) / constants.baseWidthMs;
  const asked = { detect, observed };
  return withWhere({ ...verdict, ...said }, running.instance, { name: signal, slope, span }, asked);
}

/** A life that has just begun may not tell yet what the whole one before it told. */
function known(kind: LeakKind | null | undefined): LeakKind | null {
  return kind === undefined || kind === 'unknown' ? null : kind;
}

/** The tooth's series in the life that followed it: of the same instance, or of the pod that came last. */
function runningAfter({ newest }: Sawtooth, { instances }: Observed): Running | null {
  const withSeries = instances.filter(({ tracks }) => tracks[newest.signal] !== undefined);
  const latest = withSeries.toSorted((a, b) => b.lifeStartAtMs - a.lifeStartAtMs)[0];
  const instance = withSeries.find(({ name }) => name === newest.life.instance) ?? latest;
  const track = instance?.tracks[newest.signal];
  if (instance === undefined || track === undefined) return null;
  return { instance, name: newest.signal, track };
}

type Running = Pick<Candidate, 'instance' | 'name' | 'track'>;

function risingOf(
  running: Running | null,
  detect: DetectRule,
  observed: Observed,
): Candidate | null {
  if (running === null) return null;
  const alone = { ...observed, instances: [running.instance] };
  const loudest = loudestOf(detect, alone, running.name);
  return loudest === null || loudest.concern === 'none' ? null : loudest;
}

/** The narrower of the two forecasts: the ramp's own, and that of the lives before it where they met the limit. */
function timeLeft(
  { limitBytes, timeToLimitInterval }: Verdict,
  { atLimit, leftMs, interval }: NextEnd,
): Partial<Verdict> {
  if (!atLimit || limitBytes === null) return {};
  const [soonest, latest] = interval;
  const byLives: Interval = [soonest / 1000, latest / 1000];
  if (timeToLimitInterval !== null && ratio(timeToLimitInterval) <= ratio(byLives)) return {};
  return { timeToLimitSeconds: leftMs / 1000, timeToLimitInterval: byLives };
}

function ratio([low, high]: Interval): number {
  return high / Math.max(low, 1);
}

function typicalRate({ teeth }: Sawtooth, { timeScale }: Observed): number {
  const slopes = teeth.map(({ ramp }) => ramp?.slope ?? 0);
  return (median(slopes) * 1000 * timeScale) / constants.baseWidthMs;
}
