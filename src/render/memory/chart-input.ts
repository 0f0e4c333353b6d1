import type { Capture } from '../../model/capture.ts';
import type { Timeline } from '../../model/timeline.ts';
import type { Verdict } from '../../model/verdict.ts';

/** When an alert fired, and when it was over; null: not yet. */
export type FiredMarks = {
  readonly firedAtMs: number | null;
  readonly resolvedAtMs: number | null;
};

/** What a memory chart shows. All but the timeline may be missing. */
export type MemoryChart = {
  readonly timeline: Timeline;
  /** Whose ramp and forecast are drawn, and whose limit. */
  readonly verdict: Verdict | null;
  readonly captures?: readonly Capture[];
  readonly fired?: FiredMarks;
};

/** How large it is drawn, in CSS pixels; a page may show one for wide screens and one for phones. */
export type ChartSize = { readonly width: number; readonly height: number };
