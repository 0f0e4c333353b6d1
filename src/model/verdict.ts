import type { Life } from './life.ts';
import type { Signal } from './signal.ts';

/** `leak`: rising, has not crashed. `sawtooth`: two or more teeth cut by kills or restarts. */
export type VerdictKind = 'insufficient-data' | 'steady' | 'leak' | 'sawtooth';

/** What a harmless series looks like. `load`: it follows the traffic. */
export type SteadyShape =
  | 'flat'
  | 'falling'
  | 'noisy'
  | 'gc'
  | 'step'
  | 'seasonal'
  | 'warm-up'
  | 'plateau'
  | 'load';

/** The verdicts in order: a higher one says more, and more that is bad. */
export const verdictRank: Readonly<Record<VerdictKind, number>> = {
  'insufficient-data': 0,
  steady: 1,
  leak: 2,
  sawtooth: 3,
};

/** How a leak grows. */
export type LeakShape =
  | 'linear'
  | 'accelerating'
  | 'slowing'
  | 'staircase'
  | 'masked-by-deploys'
  | 'masked-by-memory-limit';

/** Which part of the memory grows. */
export type LeakKind =
  | 'heap'
  | 'goroutine'
  | 'stack'
  | 'off-heap'
  | 'fragmentation'
  | 'not-returned'
  | 'profiler-buckets'
  | 'page-cache'
  | 'descriptor'
  | 'thread'
  | 'unknown';

/** One named test of a ramp, with its number: what was measured, what it needs, whether it passed. */
export type Gate = {
  readonly value: number;
  readonly needs: number;
  readonly passed: boolean;
  /** Its levels are shares, 0 to 1; absent: they are of the verdict's signal. */
  readonly of?: 'share';
};

/** Each gate that was asked, by its name. */
export type Evidence = Readonly<Record<string, Gate>>;

/** A closed range; 80 % unless said otherwise. */
export type Interval = readonly [low: number, high: number];

/**
 * How far a verdict carries: to nothing, to a capture (recall first, cheap), or to an alert
 * (precision first). Capture and alert are two decisions.
 */
export type Concern = 'none' | 'suspicion' | 'alarm';

/** The concerns in order. */
export const concernRank: Readonly<Record<Concern, number>> = { none: 0, suspicion: 1, alarm: 2 };

/** What `detect` answers about a workload at one time, and the numbers that made it. */
export type Verdict = {
  readonly atMs: number;
  readonly kind: VerdictKind;
  readonly concern: Concern;
  readonly shape: SteadyShape | LeakShape | null;
  readonly leakKind: LeakKind | null;
  /** The signal that the verdict rests on; null when there was none to look at. */
  readonly signal: Signal | 'value' | null;
  /** The instance whose series decided; null when there is none. */
  readonly instance: string | null;
  /** The signal's latest value and floor, in its own unit. */
  readonly value: number | null;
  readonly floor: number | null;
  readonly limitBytes: number | null;
  /** What the limit counts, and how high it stood just now, where that is not the signal itself: the time to the limit is from there. */
  readonly counted?: { readonly signal: Signal; readonly value: number };
  /** Growth of the floor, per second, in the signal's unit; null unless it rises. */
  readonly leakRatePerSecond: number | null;
  readonly leakRateInterval: Interval | null;
  /** Until the limit is reached; null without a limit or without growth. */
  readonly timeToLimitSeconds: number | null;
  readonly timeToLimitInterval: Interval | null;
  /** 0 to 1. */
  readonly confidence: number;
  readonly lives: readonly Life[];
  readonly evidence: Evidence;
  /** How many times as fast as the real one the clock of its rule runs, by which gates count minutes; absent: 1. */
  readonly timeScale?: number;
  /** Which version brought it, and what the one before did (half a sentence); absent: nobody knows, or none did. */
  readonly since?: { readonly version: string; readonly told: string };
  /** One or two sentences with the numbers in them. */
  readonly explanation: string;
  /** The explanation without what it says of the time to come: what is still true when that has come. Absent: it says nothing of it. */
  readonly finding?: string;
};
