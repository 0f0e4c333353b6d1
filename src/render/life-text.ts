import type { Life } from '../model/life.ts';
import { formatBytes } from './format-bytes.ts';
import { formatDuration } from './format-duration.ts';
import { isInferred, lifeEndWhy } from './life-end-word.ts';

/** How a life ended, for people: `killed for want of memory (inferred) after 73 s, at 61 of 64 MiB`. */
export function lifeText(life: Life, limitBytes: number | null): string {
  const { cause, startAtMs, endAtMs, peakValue } = life;
  const how = `${lifeEndWhy({ cause, inferred: false })}${isInferred(life) ? ' (inferred)' : ''}`;
  const after = formatDuration(((endAtMs ?? startAtMs) - startAtMs) / 1000);
  const height = peakValue > 0 ? `, at ${formatBytes(peakValue)}` : '';
  const limit = height === '' || limitBytes === null ? '' : ` of ${formatBytes(limitBytes)}`;
  return `${how} after ${after}${height}${limit}`;
}
