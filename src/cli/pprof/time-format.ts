import type { TimeFormat } from '../../profile/report/report.ts';

/**
 * Writes times as Go does, in a time zone; default: that of the process. Abbreviations such as CET are
 * known to some locales only; a zone without one is written by its offset.
 */
export function timeFormat(timeZone?: string): TimeFormat {
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return {
    short: (nanos) => {
      const { date, abbreviation } = partsOf(nanos, zone);
      return `${date} ${abbreviation}`;
    },
    full: (nanos) => {
      const { date, offset, abbreviation } = partsOf(nanos, zone);
      const fraction = String(((nanos % second) + second) % second).padStart(9, '0');
      const digits = fraction.replace(/0+$/, '');
      return `${date}${digits === '' ? '' : `.${digits}`} ${offset} ${abbreviation}`;
    },
  };
}

const second = 1_000_000_000n;

// Each knows the abbreviations of its own part of the world.
const locales = ['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-NZ', 'en-ZA', 'en-IN'];

function partsOf(nanos: bigint, timeZone: string) {
  const at = new Date(Number(nanos / 1_000_000n));
  const part = (locale: string, options: Intl.DateTimeFormatOptions, type: string) =>
    new Intl.DateTimeFormat(locale, { timeZone, ...options })
      .formatToParts(at)
      .find((one) => one.type === type)?.value ?? '';
  const numbers = { day: '2-digit', month: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  const all = { ...numbers, second: '2-digit', year: 'numeric', hourCycle: 'h23' } as const;
  const [year, month, day, hour, minute, seconds] = [
    'year',
    'month',
    'day',
    'hour',
    'minute',
    'second',
  ].map((type) => part('en-US', all, type).padStart(2, '0'));
  const gmt = part('en-US', { timeZoneName: 'longOffset' }, 'timeZoneName');
  const offset = gmt === 'GMT' ? '+0000' : gmt.slice('GMT'.length).replace(':', '');
  const names = locales.map((locale) => part(locale, { timeZoneName: 'short' }, 'timeZoneName'));
  const named = names.find((name) => /^[A-Z]+$/.test(name));
  const short = offset.endsWith('00') ? offset.slice(0, 3) : offset;
  return {
    date: `${year}-${month}-${day} ${hour}:${minute}:${seconds}`,
    offset,
    abbreviation: named ?? short,
  };
}
