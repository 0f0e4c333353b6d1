import { formatDuration } from '../format-duration.ts';
import { formatTimeToSecond } from '../format-time.ts';
import { formatValue } from '../format-value.ts';
import { lifeEndText } from '../life-end-word.ts';
import { limitText, rateText } from '../verdict-text.ts';
import type { MemoryChart } from './chart-input.ts';

/** What a memory chart shows, for who does not see it. */
export function memoryChartText({ timeline, verdict, captures = [], fired }: MemoryChart): {
  readonly title: string;
  readonly description: string;
} {
  const { points, signal, lifeEnds } = timeline;
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return { title: signal, description: '' };
  const span = formatDuration(Math.round((last.atMs - first.atMs) / 1000));
  const peak = Math.max(...points.map((point) => point.peak));
  const level = (value: number) => formatValue(value, signal);
  const rate = verdict === null ? null : rateText(verdict);
  const limit = verdict === null ? null : limitText(verdict);
  const counted = countedSentence(timeline);
  const sentences = [
    `From ${formatTimeToSecond(first.atMs)} to ${formatTimeToSecond(last.atMs)} the floor went from ${level(first.floor)} to ${level(last.floor)}; the highest value was ${level(peak)}`,
    ...(counted === undefined ? [] : [counted]),
    ...lifeEnds.map((end) => `at ${formatTimeToSecond(end.atMs)} it ${lifeEndText(end)}`),
    ...(rate === null ? [] : [`it grows by ${rate}${limit === null ? '' : `, ${limit}`}`]),
    ...(captures.length === 0 ? [] : [`${captures.length} profiles were captured`]),
    ...(fired?.firedAtMs ? [`it fired at ${formatTimeToSecond(fired.firedAtMs)}`] : []),
    ...(fired?.resolvedAtMs
      ? [`it was resolved at ${formatTimeToSecond(fired.resolvedAtMs)}`]
      : []),
  ];
  return { title: `${signal} over ${span}`, description: `${sentences.join('; ')}.` };
}

/** How high that stood at last which the limit counts, where it is another signal. */
function countedSentence({ points, counted }: MemoryChart['timeline']): string | undefined {
  const height = points.findLast((point) => point.counted !== undefined)?.counted;
  if (counted === undefined || height === undefined) return undefined;
  return `${counted}, which the limit counts, stood at ${formatValue(height, counted)} at last`;
}
