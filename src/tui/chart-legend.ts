import type { Capture } from '../model/capture.ts';
import type { LifeEnding, Timeline } from '../model/timeline.ts';
import { formatValue } from '../render/format-value.ts';
import { lifeEndWord } from '../render/life-end-word.ts';
import { memoryLimit } from '../render/memory-limit.ts';
import { type ChartInput, causeMarks } from './chart-input.ts';
import { lineWidth, type Span, span } from './line.ts';
import { glyphs, type Tone } from './theme.ts';

type Entry = readonly [mark: string, tone: Tone, means: string, inShort?: string];

/** What the lines and letters of a chart mean: those that are in it, the riddles first, as many as fit `width`. */
export function chartLegend(
  { timeline, verdict, tone, curve, firings = [] }: ChartInput,
  high: number,
  ends: readonly LifeEnding[],
  captures: readonly Capture[],
  width: number,
): Span[] {
  const limit = memoryLimit(verdict, timeline.signal);
  const causes = [...new Set(ends.map(({ cause }) => cause))];
  const entries: Entry[] = [
    ...(firings.length === 0 ? [] : [[glyphs.firing, 'bad', 'fired'] as const]),
    ...(firings.some(({ resolvedAtMs }) => resolvedAtMs !== null)
      ? [[glyphs.watch, 'good', 'over'] as const]
      : []),
    ...causes.map((cause) => [causeMarks[cause], 'bad', lifeEndWord({ cause })] as const),
    ...(captures.length === 0 ? [] : [[glyphs.open, 'accent', 'capture'] as const]),
    ...(limit === null
      ? []
      : [['╌', 'bad', limitText(limit, timeline.signal, high), 'limit'] as const]),
    ['⠤', tone, curve ?? `floor of ${timeline.signal}`, curve ?? timeline.signal],
    ...pointEntries(timeline),
    ...(verdict?.leakRatePerSecond == null ? [] : [['⠢', 'warn', 'forecast'] as const]),
  ];
  const whole = asMany(entries, Number.POSITIVE_INFINITY);
  if (lineWidth(whole) <= width) return whole;
  // What the curve is matters more than how much the limit is, which stands at the axis.
  return asMany(
    entries.map(([mark, its, means, inShort = means]) => [mark, its, inShort]),
    width,
  );
}

function asMany(entries: readonly Entry[], width: number): Span[] {
  let spans: Span[] = [];
  for (const [mark, its, means] of entries) {
    const gap = spans.length === 0 ? [] : [span('  ')];
    const longer = [...spans, ...gap, span(mark, its), span(` ${means}`, 'dim')];
    if (lineWidth(longer) <= width) spans = longer;
  }
  return spans;
}

/** What stands above the floor. */
function pointEntries({ points, counted }: Timeline): Entry[] {
  const entries: Entry[] = [];
  if (points.some(({ floor, peak }) => peak > floor)) entries.push(['⠕', 'dim', 'peaks']);
  if (points.some((point) => point.counted !== undefined))
    entries.push(['⠒', 'plain', `${counted}, which the limit counts`]);
  return entries;
}

/** A limit far above would leave the curve a stripe at the foot, and is not drawn. */
function limitText(limit: number, signal: Timeline['signal'], high: number): string {
  const text = `limit ${formatValue(limit, signal).replace('.0 ', ' ')}`;
  return limit > high ? `${text}, above` : text;
}
