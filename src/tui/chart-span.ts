import type { Timeline } from '../model/timeline.ts';
import type { Verdict } from '../model/verdict.ts';
import { forecastOf } from '../render/forecast-of.ts';
import { medianStep } from './median-step.ts';
import type { ShownChart } from './shown.ts';
import type { ChartWindow } from './view.ts';

/** What is still to come has at most this part of the width that the past has. */
const futureShare = 0.35;

/** No closer than what a chart can draw sensibly of scrapes a second apart; of others than a few of their steps. */
const leastSpanMs = 10_000;

/**
 * From when to when a chart goes: by default all that is known, and as much of what is to come as shows how the
 * limit is met; null before there are two points.
 */
export function chartSpan(
  timeline: Timeline | null,
  verdict: Verdict | null,
  { spanMs, endMs }: ChartWindow,
  atMs: number,
): ShownChart | null {
  const firstMs = timeline?.points[0]?.atMs;
  const newestMs = timeline?.points.at(-1)?.atMs;
  if (timeline === null || firstMs === undefined || newestMs === undefined || newestMs <= firstMs)
    return null;
  // A target that is down has no newer point, and its chart stands still.
  const nowMs = Math.min(Math.max(newestMs, atMs), newestMs + (newestMs - firstMs) / 4);
  const forecast = verdict === null ? null : forecastOf(verdict, timeline);
  const future = Math.max(0, (forecast?.untilMs ?? nowMs) - nowMs);
  const lastMs = nowMs + Math.min(future, (spanMs ?? nowMs - firstMs) * futureShare);
  const leastMs = Math.max(leastSpanMs, 4 * medianStep(timeline.points));
  const all = { firstMs, lastMs, leastMs };
  if (spanMs === null) return { fromMs: firstMs, toMs: lastMs, ...all };
  const toMs = endMs === null ? lastMs : Math.min(endMs, lastMs);
  return { fromMs: Math.max(firstMs, toMs - spanMs), toMs, ...all };
}
