import type { Capture } from '../model/capture.ts';
import type { LifeEnding, Timeline } from '../model/timeline.ts';
import type { Verdict } from '../model/verdict.ts';
import type { ShownChart } from './shown.ts';
import type { Tone } from './theme.ts';

/** When an alert fired, and when it was over; null: it still fires. */
export type Firing = { readonly firedAtMs: number; readonly resolvedAtMs: number | null };

/** What a chart is made of. */
export type ChartInput = {
  readonly timeline: Timeline;
  readonly verdict: Verdict | null;
  readonly captures: readonly Capture[];
  readonly span: ShownChart;
  readonly atMs: number;
  /** When alerts of it fired; absent: nobody asks. */
  readonly firings?: readonly Firing[];
  /** What the curve is, where it is no floor. */
  readonly curve?: string;
  /** How the floor is drawn: as its verdict deserves. */
  readonly tone: Tone;
};

/** The letter of a life's end below the plot. */
export const causeMarks: Readonly<Record<LifeEnding['cause'], string>> = {
  oom: 'K',
  crash: 'C',
  deploy: 'D',
  unknown: '?',
};

/** The values at the bottom and the top of a chart, in the signal's unit. */
export type ValueRange = { readonly low: number; readonly high: number };
