import { unitOf } from '../model/signal.ts';
import type { Verdict } from '../model/verdict.ts';
import { boundsText } from './bounds-text.ts';
import { formatBytes } from './format-bytes.ts';
import { formatDuration } from './format-duration.ts';
import type { RatePeriod } from './format-rate.ts';
import { formatGrowth, formatValue } from './format-value.ts';

/**
 * A verdict's figures in one line, without those that are not known:
 * `heapLive 48.2 MiB of 256.0 MiB, +1.2 MiB/s, limit in 2 min 53 s (2 min 20 s to 3 min 40 s)`.
 */
export function verdictFigures(verdict: Verdict): string {
  return [signalText(verdict), countedText(verdict), rateText(verdict), limitText(verdict)]
    .filter((text) => text !== null)
    .join(', ');
}

/**
 * A verdict in a word or two, short enough for a column. Where there is too little data: `new life` for one that has
 * been seen before, else `too early`.
 */
export function verdictWord({ kind, lives }: Pick<Verdict, 'kind' | 'lives'>): string {
  if (kind !== 'insufficient-data') return kind;
  return lives.some(({ endAtMs }) => endAtMs !== null) ? 'new life' : 'too early';
}

/** The latest value, and the limit where it is that which the limit counts: `48.2 MiB of 256.0 MiB`. */
export function levelText({ value, signal, limitBytes, counted }: Verdict): string | null {
  if (value === null || signal === null) return null;
  const level = formatValue(value, signal);
  const isCounted = limitBytes !== null && isBytes(signal) && counted === undefined;
  return isCounted ? `${level} of ${formatBytes(limitBytes)}` : level;
}

/** What the limit counts, where that is another signal: `rss 180.0 MiB of 256.0 MiB`; null where it is not. */
export function countedText({ counted, limitBytes }: Verdict): string | null {
  if (counted === undefined || limitBytes === null) return null;
  return `${counted.signal} ${formatValue(counted.value, counted.signal)} of ${formatBytes(limitBytes)}`;
}

/** How much of its limit is used, by what the limit counts; null without one. */
export function limitShare({ signal, value, counted, limitBytes }: Verdict): number | null {
  const height = counted?.value ?? value;
  if (height === null || limitBytes === null || limitBytes <= 0) return null;
  if (signal === null || (signal !== 'value' && !isBytes(signal))) return null;
  return height / limitBytes;
}

/** Growth of the floor with its sign, null unless it rises: `+1.2 MiB/s`, `+12 goroutines/min`. */
export function rateText(
  { leakRatePerSecond, signal }: Verdict,
  period?: RatePeriod,
): string | null {
  if (leakRatePerSecond === null || signal === null) return null;
  const rate = formatGrowth(leakRatePerSecond, signal, period);
  const things = counted[signal];
  return things === undefined ? rate : rate.replace('/', ` ${things}/`);
}

/** What is counted by the signals that count. */
const counted: Readonly<Partial<Record<NonNullable<Verdict['signal']>, string>>> = {
  goroutines: 'goroutines',
  threads: 'threads',
  openFds: 'fds',
};

/** Whether nothing is left of the time to the limit, as seconds are told. */
export function isLimitReached({ timeToLimitSeconds }: Verdict): boolean {
  return timeToLimitSeconds !== null && timeToLimitSeconds < 0.5;
}

/** `limit in 2 min 53 s (2 min 20 s to 3 min 40 s)`, `limit reached`; null without a limit or without growth. */
export function limitText(verdict: Verdict): string | null {
  const { timeToLimitSeconds, timeToLimitInterval } = verdict;
  if (timeToLimitSeconds === null) return null;
  if (isLimitReached(verdict)) return 'limit reached';
  const time = formatDuration(timeToLimitSeconds);
  // `11 s (11 s to 11 s)` says no more than `11 s`.
  const bounds = timeToLimitInterval === null ? null : boundsText(timeToLimitInterval);
  return bounds === null ? `limit in ${time}` : `limit in ${time} (${bounds})`;
}

/** The time to the limit for a column that is titled so: `2 min 53 s`, `reached`; null where limitText is. */
export function limitInText(verdict: Verdict): string | null {
  const { timeToLimitSeconds } = verdict;
  if (timeToLimitSeconds === null) return null;
  return isLimitReached(verdict) ? 'reached' : formatDuration(timeToLimitSeconds);
}

function signalText(verdict: Verdict): string | null {
  const level = levelText(verdict);
  return level === null ? null : `${verdict.signal} ${level}`;
}

/** A bare value's limit is in the value's own unit, not known to be bytes. */
function isBytes(signal: NonNullable<Verdict['signal']>): boolean {
  return signal !== 'value' && unitOf(signal) === 'bytes';
}
