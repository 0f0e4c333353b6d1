/**
 * How long a `Retry-After` header asks to wait (RFC 9110, 10.2.3: seconds, or an HTTP date), in ms;
 * null when there is none or it makes no sense. A date that has passed means now.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // Date.parse takes much more than an HTTP date, down to a bare year.
  if (!/^[A-Z][a-z]+, .* GMT$/.test(text)) return null;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
