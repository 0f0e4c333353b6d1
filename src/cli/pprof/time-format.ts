import type { TimeFormat } from '../../profile/report/report.ts';
import { zoneAbbreviation } from './zone-abbreviation.ts';

/**
 * Writes times as Go does, in a time zone; default: that of the process; UTC for a zone that nobody
 * knows. Abbreviations such as CET are those of the machine's table of the zone, else of some locales;
 * a zone without one is written by its offset.
 */
export function timeFormat(timeZone?: string): TimeFormat {
  const zone = knownZone(timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
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

function knownZone(zone: string): string {
  if (zone === 'UTC') return zone;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return zone;
  } catch {
    return 'UTC';
  }
}

const second = 1_000_000_000n;

// Each knows the abbreviations of its own part of the world.
const locales = ['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-NZ', 'en-ZA', 'en-IN'];

type Parts = { readonly date: string; readonly offset: string; readonly abbreviation: string };

function partsOf(nanos: bigint, timeZone: string): Parts {
  const at = new Date(Number(nanos / 1_000_000n));
  // Intl takes longer to load than a small profile to print, and most servers need none.
  if (timeZone === 'UTC') {
    const date = at.toISOString().slice(0, 'YYYY-MM-DDTHH:mm:ss'.length).replace('T', ' ');
    return { date, offset: '+0000', abbreviation: 'UTC' };
  }
  const gmt = zoneName(at, timeZone, 'en-US', 'longOffset');
  const offset = gmt === 'GMT' ? '+0000' : gmt.slice('GMT'.length).replace(':', '');
  const short = offset.endsWith('00') ? offset.slice(0, 3) : offset;
  return {
    date: dateIn(at, timeZone),
    offset,
    abbreviation:
      zoneAbbreviation(timeZone, at.getTime() / 1000, secondsOf(offset)) ??
      abbreviationIn(at, timeZone) ??
      short,
  };
}

/** `+0530` in seconds. */
function secondsOf(offset: string): number {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3, 5));
  return (offset.startsWith('-') ? -1 : 1) * minutes * 60;
}

function abbreviationIn(at: Date, timeZone: string): string | null {
  for (const locale of locales) {
    const name = zoneName(at, timeZone, locale, 'short');
    if (/^[A-Z]+$/.test(name)) return name;
  }
  return null;
}

function zoneName(at: Date, timeZone: string, locale: string, form: 'short' | 'longOffset') {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: form }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** `2006-01-02 15:04:05`, which is how Swedish is written. */
function dateIn(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(at);
}
