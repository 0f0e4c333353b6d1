const dayMs = 86_400_000;

/** A time (ms since 1970) in RFC 3339, UTC, with milliseconds: `2026-11-22T20:15:03.250Z`. */
export function formatTime(atMs: number): string {
  const ms = Math.floor(atMs);
  const inDay = ms - Math.floor(ms / dayMs) * dayMs;
  const { year, month, day } = civilFromDays(Math.floor(ms / dayMs));
  const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  return `${date}T${clock(inDay)}.${pad(inDay % 1000, 3)}Z`;
}

/** The same to the second: `2026-11-22T20:15:03Z`, as log lines want it. */
export function formatTimeToSecond(atMs: number): string {
  return `${formatTime(atMs).slice(0, 19)}Z`;
}

/** The time of day alone, UTC: `20:15:03`. */
export function formatClock(atMs: number): string {
  return formatTime(atMs).slice(11, 19);
}

function clock(inDayMs: number): string {
  const seconds = Math.floor(inDayMs / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => pad(part, 2)).join(':');
}

/**
 * Days since 1970-01-01 as a date of the Gregorian calendar. Years begin in March, so that the leap
 * day is the last of its year; an era is 400 years (Howard Hinnant, "chrono-Compatible Low-Level Date
 * Algorithms", civil_from_days). The pure layers have no `Date`.
 */
function civilFromDays(days: number) {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const leaps = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const dayOfYear = dayOfEra - (365 * yearOfEra + leaps);
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
