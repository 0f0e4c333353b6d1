import type { DetectRule } from '../model/rule.ts';
import type { Interval } from '../model/verdict.ts';
import { endedAtLimit, type Sawtooth } from './sawtooth.ts';

/** When the running life of a sawtooth will end, from now on, in milliseconds. */
export type NextEnd = {
  readonly leftMs: number;
  /** 80 %. */
  readonly interval: Interval;
  /** Whether that end is the limit's doing: only then is it a time to limit. */
  readonly atLimit: boolean;
};

/** The life that began at `startAtMs` is expected to last as long as those before it. */
export function nextEnd(teeth: Sawtooth, startAtMs: number, nowMs: number): NextEnd {
  const after = (lengthMs: number) => Math.max(0, startAtMs + lengthMs - nowMs);
  const [soonest, latest] = teeth.periodInterval;
  return {
    leftMs: after(teeth.periodMs),
    interval: [after(soonest), after(latest)],
    atLimit: teeth.teeth.every(endedAtLimit),
  };
}

/** Whether a rule wants to hear of it: a kill each week is nothing to be called for tonight. */
export function isWithin(next: NextEnd, { horizonMs }: DetectRule, timeScale: number): boolean {
  return next.leftMs <= horizonMs / timeScale;
}
