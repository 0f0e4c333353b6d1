import { endingOf, type LifeEnding, type Timeline } from '../model/timeline.ts';
import type { ChartInput } from '../tui/chart-input.ts';
import { chartSpan } from '../tui/chart-span.ts';
import { lineText } from '../tui/line-text.ts';
import { memoryChart } from '../tui/memory-chart.ts';
import { wholeWindow } from '../tui/target-chart.ts';
import type { Theme } from '../tui/theme.ts';
import type { Analysis } from './analysis-output.ts';

/** Lines of a chart, with its axis, its marks and its legend; the widest that is easily taken in. */
const size = { height: 13, mostColumns: 120 };

/**
 * The series that the verdict rests on as the dashboard draws it, with when alerts fired: of the instance that decided,
 * or of all instances where they took over from each other. Empty without two samples of it. `theme` null: without
 * colours.
 */
export function analysisChart(
  { replay, sketch, span }: Analysis,
  columns: number,
  theme: Theme | null,
): string[] {
  const { incidents, worst, last } = replay;
  const { signal, instance } = incidents[0]?.verdict ?? worst ?? { signal: null, instance: null };
  if (signal === null || span === null) return [];
  const own = instance === null ? [] : sketch.samples(instance, signal);
  const ownMs = (own.at(-1)?.atMs ?? 0) - (own[0]?.atMs ?? 0);
  const isWhole = ownMs > 0.6 * (span.untilMs - span.fromMs);
  const lifeEnds = (last?.lives ?? []).flatMap((life): LifeEnding[] => {
    const ending = endingOf(life);
    return ending === null || (isWhole && life.instance !== instance) ? [] : [ending];
  });
  const samples = isWhole ? own : sketch.envelope(signal);
  const points = samples.map(({ atMs, value }) => ({ atMs, floor: value, peak: value }));
  const timeline: Timeline = { signal, points, lifeEnds };
  const atMs = points.at(-1)?.atMs ?? 0;
  const shown = chartSpan(timeline, last, wholeWindow, atMs);
  if (shown === null) return [];
  const input: ChartInput = {
    ...{ timeline, verdict: last, captures: [], span: shown, atMs },
    ...{ firings: incidents, curve: signal, tone: incidents.length > 0 ? 'bad' : 'good' },
  };
  const width = Math.min(size.mostColumns, columns - 2);
  return memoryChart(input, width, size.height).map((line) => `  ${lineText(line, theme)}`);
}
