/** From here on a bare number counts milliseconds: as seconds it would lie in the year 5138. */
const millisecondsFrom = 1e11;

/**
 * A time as unix seconds, unix milliseconds or RFC 3339 → milliseconds. NaN for an empty cell, null for
 * what is no time.
 */
export function parseTime(cell: string | number | null | undefined): number | null {
  if (cell == null || cell === '') return Number.NaN;
  const number = Number(cell);
  if (Number.isFinite(number)) return Math.abs(number) < millisecondsFrom ? number * 1000 : number;
  const text = String(cell).trim();
  if (/^nan$/i.test(text)) return Number.NaN;
  if (!/^\d{4}-\d\d-\d\d[T ]/.test(text)) return null;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : atMs;
}
