import { statusOf } from '../render/status-of.ts';
import type { Row } from '../render/urgency.ts';
import { chartSpan } from './chart-span.ts';
import type { Line } from './line.ts';
import { memoryChart } from './memory-chart.ts';
import type { ShownChart } from './shown.ts';
import type { ChartWindow } from './view.ts';

/** All there is, up to now. */
export const wholeWindow: ChartWindow = { spanMs: null, endMs: null };

/** A row's memory over time in at most `height` lines, and what of it is shown; null: there is none yet. */
export function targetChart(
  row: Row,
  window: ChartWindow,
  atMs: number,
  width: number,
  height: number,
): { readonly lines: readonly Line[]; readonly span: ShownChart } | null {
  const { shown, incident, others } = row;
  const timeline = shown.timeline;
  const span = chartSpan(timeline, shown.verdict, window, atMs);
  if (timeline === null || span === null) return null;
  const { tone } = statusOf(row);
  const known = new Map(
    [...shown.captures, ...(incident?.captures ?? [])].map((one) => [one.id, one]),
  );
  const captures = [...known.values()].filter(({ targetId }) => targetId === shown.target.id);
  const { verdict } = shown;
  const firings = [incident, ...others].flatMap((one) =>
    one === null || one.firedAtMs === null
      ? []
      : [{ firedAtMs: one.firedAtMs, resolvedAtMs: one.resolvedAtMs }],
  );
  const of = {
    timeline,
    verdict,
    captures,
    firings,
    span,
    atMs,
    tone: tone === 'dim' ? 'plain' : tone,
  } as const;
  return { lines: memoryChart(of, width, height), span };
}
