import { formatBytes } from './format-bytes.ts';
import { formatCount } from './format-count.ts';

/** In which growth is told. */
export type RatePeriod = { readonly seconds: number; readonly name: string };

const periods = [
  { seconds: 1, name: 's' },
  { seconds: 60, name: 'min' },
  { seconds: 3600, name: 'h' },
  { seconds: 86_400, name: 'day' },
] as const;

/**
 * Growth with its sign, in the shortest period in which it amounts to something (1 MiB, or 1 for a
 * count): `+1.2 MiB/s`, `+3.5 MiB/h`, `+12/min`. What takes longer than a day is told per day. In a column all are told in
 * one `period`, else the numbers could not be compared.
 */
export function formatRate(
  perSecond: number,
  unit: 'bytes' | 'count',
  period: RatePeriod = ratePeriod(perSecond, unit),
): string {
  if (!Number.isFinite(perSecond)) return 'unknown';
  if (perSecond === 0) return unit === 'bytes' ? `0 B/${period.name}` : `0/${period.name}`;
  const amount = perSecond * period.seconds;
  const text = unit === 'bytes' ? formatBytes(amount) : formatCount(amount);
  return `${perSecond > 0 ? '+' : ''}${text}/${period.name}`;
}

/** The shortest period in which growth amounts to something; of none, a second. */
export function ratePeriod(perSecond: number, unit: 'bytes' | 'count'): RatePeriod {
  if (perSecond === 0) return periods[0];
  const enough = unit === 'bytes' ? 1024 * 1024 : 1;
  return periods.find(({ seconds }) => Math.abs(perSecond) * seconds >= enough) ?? periods[3];
}
