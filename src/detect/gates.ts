import type { DetectRule } from '../model/rule.ts';
import type { Concern, Evidence, Gate } from '../model/verdict.ts';
import { confidenceOf } from './confidence-of.ts';
import { constants } from './constants.ts';
import { timeToLimit } from './time-to-limit.ts';
import type { WindowFigures } from './window-figures.ts';

/** What the gates must know besides the window. Times in base widths. */
export type Situation = {
  /** In the series' own unit; null: none, or none that counts this series. */
  readonly limit: number | null;
  /** The newest height of what the limit counts. */
  readonly peak: number;
  /** How long the workload has been watched. */
  readonly context: number;
  /** Least growth without a limit, in the series' own unit. */
  readonly leastGrowth: number;
  /**
   * How long what is no longer used may stay in the series, at time scale 1: 0 for a heap that is collected, a count. So
   * long it must rise on a first day without a limit.
   */
  readonly uncleanMs: number;
  /** Whether the rise may be nothing but garbage: a used heap in which no collection was seen yet. */
  readonly garbage: boolean;
  /** Whether it grew outside the heap of a process that tells its heap: no collector has a part in that. */
  readonly offHeap: boolean;
  /** Part of the growth that traffic explains, 0 to 1. */
  readonly loadShare: number;
};

/** What the gates say of one window. */
export type Ruling = {
  readonly figures: WindowFigures;
  readonly concern: Concern;
  readonly evidence: Evidence;
  /** 0 to 1. */
  readonly confidence: number;
};

const { shortestAlarmMs } = constants;
const minute = 60_000 / constants.baseWidthMs;
const fullContext = constants.fullContextMs / constants.baseWidthMs;

/** Asks every gate; all passed is an alarm, a significant rise of some size alone a suspicion. */
export function ruleOn(figures: WindowFigures, detect: DetectRule, situation: Situation): Ruling {
  const strictness = constants.strictness[detect.sensitivity];
  const evidence = {
    ...trendGates(figures, situation, strictness),
    ...formGates(figures, situation, strictness),
    ...sizeGates(figures, detect, situation, strictness),
    ...contextGates(figures, detect, situation, strictness),
  };
  const passed = Object.values(evidence).every((gate) => gate.passed);
  const concern = passed ? 'alarm' : firstSign(figures, detect, situation) ? 'suspicion' : 'none';
  return { figures, concern, evidence, confidence: confidenceOf(evidence) };
}

/** Whether little is known, of the workload or in the window: then a rise must be straight. */
function isCold(figures: WindowFigures, { context }: Situation): boolean {
  return context < fullContext || spanOf(figures) < widths(constants.shortWindowMs);
}

function widths(ms: number): number {
  return ms / constants.baseWidthMs;
}

function trendGates(figures: WindowFigures, situation: Situation, strictness: number): Evidence {
  const span = spanOf(figures);
  const cold = isCold(figures, situation);
  const gates = {
    significance: atLeast(figures.z, constants.significance.alarm * strictness),
    monotony: atLeast(figures.tau, Math.min(0.95, monotonyOf(span, cold) * strictness)),
    precision: atLeast(figures.slopeInterval[0] / figures.slope, constants.precision),
    duration: atLeast(span, shortestOf(situation)),
    coverage: atLeast(figures.coverage, constants.coverage),
  };
  if (situation.garbage) return { ...gates, collections: atLeast(0, 1) };
  if (!cold) return gates;
  // A window inside one tooth sees the tooth alone; whole teeth before it have left a precedent.
  const seen = situation.context - span >= constants.collectionContext * figures.fallInterval;
  const collections = atLeast(span, constants.collectionSpan * figures.fallInterval);
  return { ...gates, collections: { ...collections, passed: collections.passed || seen } };
}

function monotonyOf(span: number, cold: boolean): number {
  if (cold) return constants.monotony.cold;
  return span < fullContext ? constants.monotony.partOfDay : constants.monotony.alarm;
}

function shortestOf({ uncleanMs, limit, context }: Situation): number {
  const unknown = limit === null && context < fullContext;
  return widths(unknown ? Math.max(uncleanMs, shortestAlarmMs) : shortestAlarmMs);
}

function formGates(figures: WindowFigures, situation: Situation, strictness: number): Evidence {
  const { blocks, steadiness } = constants;
  const { limit, loadShare } = situation;
  const cold = isCold(figures, situation);
  const isWhole = situation.context < 2 * spanOf(figures);
  // What has slowed down once is expected to go on doing so, and what has no past beside its rise may be its start.
  const bends = figures.steadiness + steadiness.errors * figures.steadinessError < 1;
  const bent = figures.slowed >= steadiness.slowed || (isWhole && bends);
  const asked = cold || bent ? steadiness.cold : steadiness.alarm;
  // A straight line has 1, less its noise.
  const needs = Math.min(0.95, asked * Math.min(1.15, strictness));
  const shown = Math.min(figures.steadiness, 100);
  // Within days the form is the swing's as well: only what has seen them repeat gets the benefit of noise.
  const long = spanOf(figures) >= widths(constants.ownPrecedentMs);
  const doubt = long && !cold && !bent ? Math.min(steadiness.doubt, figures.steadinessError) : 0;
  const steady = atLeast(shown + doubt, needs);
  const beyond = limit !== null && (figures.plateau ?? 0) >= constants.plateauOverLimit * limit;
  const gates = {
    evenness: atLeast(figures.rising, Math.min(1, blocks.rising * strictness)),
    largestStep: atMost(figures.largest, blocks.largest / strictness),
    steadiness: { ...steady, passed: steady.passed || beyond },
    lineOverSteps: atMost(figures.lineOverSteps, constants.lineOverSteps),
    load: atMost(loadShare, constants.loadShare),
  };
  const shape = cold ? { ...gates, straightness: atMost(shown, steadiness.coldMost) } : gates;
  // What has no past to stand out from must at least not look like a walk without aim.
  return isWhole
    ? { ...shape, overWalk: atLeast(figures.overWalk, constants.overWalk * strictness) }
    : shape;
}

function sizeGates(
  figures: WindowFigures,
  detect: DetectRule,
  situation: Situation,
  strictness: number,
): Evidence {
  const worth = worthOf(figures, detect, situation) * strictness;
  if (situation.limit !== null) return { growth: atLeast(figures.growth, worth) };
  const { full, cold } = constants.growthWithoutLimit;
  const share = Math.min(cold, Math.max(full, (full * fullContext) / spanOf(figures)));
  const needs = Math.max(
    worth,
    strictness * Math.max(share * figures.start, situation.leastGrowth),
  );
  return {
    growth: atLeast(figures.growth, needs),
    dailyGrowth: atLeast(figures.slope * fullContext, constants.dailyGrowth * worth),
  };
}

function contextGates(
  figures: WindowFigures,
  detect: DetectRule,
  situation: Situation,
  strictness: number,
): Evidence {
  const scale = situation.limit ?? figures.end;
  const before = figures.precedent ?? figures.start;
  const margin = constants.precedentMargin * scale;
  const news = Math.max(margin, constants.newGround * figures.growth);
  const own = spanOf(figures) >= widths(constants.ownPrecedentMs);
  const swing = atLeast(figures.growth, constants.swing * figures.swing * strictness);
  const gates = {
    precedent: atLeast(figures.end - before, news * strictness),
    swing: { ...swing, passed: swing.passed || own },
    ...daySwing(figures, situation, strictness),
  };
  if (situation.limit === null) return gates;
  // How soon it may be: what stands above the floor may stay there.
  const counted = { peak: situation.peak, isHeap: false };
  const { eta } = timeToLimit(figures, situation.limit, counted);
  const outlook = atMost(eta, (outlookOf(figures, situation) * spanOf(figures)) / strictness);
  // A limit that is far away must not hide what has doubled in plain sight for long, or, on a first day, by much.
  const { cold, ofLimit } = constants.growthWithoutLimit;
  const long = spanOf(figures) >= widths(constants.farMs);
  const much = situation.context < fullContext && figures.growth >= ofLimit * situation.limit;
  const doubled = figures.growth >= cold * figures.start * strictness;
  const stays = situation.uncleanMs === 0 || situation.offHeap;
  const least = stays && figures.growth >= situation.leastGrowth;
  const large = doubled && least && (long || much);
  return {
    ...gates,
    outlook: { ...outlook, passed: outlook.passed || large },
    horizon: atMost(eta, widths(detect.horizonMs)),
  };
}

/**
 * Before a full day was seen a rise must exceed what a day's swing of the traffic would bring in the same time: a sine of
 * ± s around its mean rises by 2 s sin(π W / 1 d) at most in W, from 1 − s up. What rises for half a day at most must do so
 * until a full day came before it: the morning is compared with one before.
 */
function daySwing(
  figures: WindowFigures,
  { context }: Situation,
  strictness: number,
): Record<string, Gate> {
  const span = spanOf(figures);
  const isSwing = span <= fullContext / 2 && context - span < fullContext;
  if (context >= fullContext && !isSwing) return {};
  const part = Math.min(0.5, span / fullContext);
  const swing = constants.daySwing;
  const bound = (2 * swing * Math.sin(Math.PI * part)) / (1 - swing);
  // The rise itself: the slope in the middle of a sine leads beyond its ends.
  return { daySwing: atLeast(figures.end - figures.start, bound * figures.start * strictness) };
}

/**
 * The more days were seen, the further ahead a line may be drawn: from the first to the fourth. A rise within
 * hours is as well a move from one level to another: it must have gone most of its way.
 */
function outlookOf(figures: WindowFigures, { context }: Situation): number {
  const { alarm, cold, short } = constants.outlook;
  if (spanOf(figures) < widths(constants.moveMs)) return short;
  const known = (context - fullContext) / (widths(constants.ownPrecedentMs) - fullContext);
  return cold + (alarm - cold) * Math.min(1, Math.max(0, known));
}

function firstSign(figures: WindowFigures, detect: DetectRule, situation: Situation): boolean {
  return (
    figures.z >= constants.significance.suspicion &&
    figures.tau >= constants.monotony.suspicion &&
    spanOf(figures) >= widths(constants.shortestSuspicionMs) - minute &&
    figures.growth >= firstGrowth(figures, detect, situation) &&
    figures.steadiness >= constants.steadiness.tooth
  );
}

/** A capture is cheap: half as much again as before is enough for one, however far away the limit is. */
function firstGrowth(figures: WindowFigures, detect: DetectRule, situation: Situation): number {
  const worth = worthOf(figures, detect, situation);
  const visible = Math.max(figures.start / 2, situation.leastGrowth / 4);
  return situation.limit === null
    ? Math.max(worth, situation.leastGrowth / 4)
    : Math.min(worth, visible);
}

/** The rule's `min_growth` in the series' own unit. */
function worthOf(figures: WindowFigures, detect: DetectRule, { limit }: Situation): number {
  const { minGrowth } = detect;
  return minGrowth.kind === 'bytes' ? minGrowth.bytes : minGrowth.ratio * (limit ?? figures.start);
}

function spanOf(figures: WindowFigures): number {
  return figures.endAt - figures.startAt + minute;
}

function atLeast(value: number, needs: number): Gate {
  return { value, needs, passed: value >= needs };
}

function atMost(value: number, needs: number): Gate {
  return { value, needs, passed: value <= needs };
}
