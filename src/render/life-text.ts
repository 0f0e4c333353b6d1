import type { Life } from '../model/life.ts';
import { formatBytes } from './format-bytes.ts';
import { formatDuration } from './format-duration.ts';
import { isInferred, lifeEndWhy } from './life-end-word.ts';
import { lifePeak } from './life-peak.ts';

/**
 * How a life ended, for people: `killed for want of memory (inferred) after 73 s, at 61 of 64 MiB`; of one that nobody
 * saw end `after 73 s, at 61 MiB, nobody knows why`.
 */
export function lifeText(life: Life, limitBytes: number | null): string {
  const { cause, startAtMs, endAtMs } = life;
  const mark = isInferred(life) ? ' (inferred)' : '';
  const why = `${lifeEndWhy({ cause, inferred: false })}${mark}`;
  const after = `after ${formatDuration(((endAtMs ?? startAtMs) - startAtMs) / 1000)}`;
  const height = heightText(life, limitBytes);
  if (cause === null || cause === 'unknown') return `${after}${height}, ${why}`;
  return `${why} ${after}${height}`;
}

/** Beside the limit only what it counts. */
function heightText(life: Life, limitBytes: number | null): string {
  const { peakValue, signal = 'workingSet' } = life;
  if (peakValue <= 0) return '';
  const isCounted = signal === 'workingSet' || signal === 'rss';
  const limit = isCounted && limitBytes !== null ? ` of ${formatBytes(limitBytes)}` : '';
  return `, at ${lifePeak(life, signal)}${limit}`;
}
