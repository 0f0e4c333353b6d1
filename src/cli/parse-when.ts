import { parseDuration } from '../config/parse-duration.ts';
import { failure, type Result, success } from '../model/result.ts';
import { parseTime } from '../scrape/recorded/parse-time.ts';

/** A time that a person names: `now`, `14d` (so long ago), unix seconds or milliseconds, RFC 3339 → ms. */
export function parseWhen(text: string, nowMs: number): Result<number> {
  if (text === 'now') return success(nowMs);
  const ago = parseDuration(text);
  if (ago.ok && text !== '0') return success(nowMs - ago.value);
  const atMs = parseTime(text.length === 10 && text.includes('-') ? `${text}T00:00:00Z` : text);
  if (atMs !== null && !Number.isNaN(atMs)) return success(atMs);
  return failure(
    `${JSON.stringify(text)} is no time; write 14d (ago), 2026-11-22T20:15:03Z, 2026-11-22, unix seconds or now`,
  );
}
