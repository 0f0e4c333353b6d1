import type { Life } from '../model/life.ts';
import type { LifeEnd } from '../model/reading.ts';
import { formatBytes } from './format-bytes.ts';
import { formatDuration } from './format-duration.ts';

const causes: Readonly<Record<LifeEnd, string>> = {
  oom: 'killed for want of memory',
  crash: 'crashed',
  deploy: 'replaced by another version',
  unknown: 'ended, nobody knows why',
};

/** How a life ended, for people: `killed for want of memory (inferred) after 73 s, at 61 of 64 MiB`. */
export function lifeText(life: Life, limitBytes: number | null): string {
  const { cause, startAtMs, endAtMs, peakValue, inferred } = life;
  const how = `${causes[cause ?? 'unknown']}${inferred ? ' (inferred)' : ''}`;
  const after = formatDuration(((endAtMs ?? startAtMs) - startAtMs) / 1000);
  const height = peakValue > 0 ? `, at ${formatBytes(peakValue)}` : '';
  const limit = height === '' || limitBytes === null ? '' : ` of ${formatBytes(limitBytes)}`;
  return `${how} after ${after}${height}${limit}`;
}
