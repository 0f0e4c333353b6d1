import { failure, type Result, success } from '../model/result.ts';

/**
 * A person's `{namespace="shop"}` → what stands between its braces. Fails when it is none: names of
 * metrics have no place there, since which ones are read is known.
 */
export function parseMatch(text: string): Result<string> {
  const [, name = '', body] = /^\s*([^{}\s]*)\s*\{([\s\S]*)\}\s*$/.exec(text) ?? [];
  if (body === undefined) {
    return failure(
      `${text} is no selector; write it like {namespace="shop",container!="istio-proxy"}`,
    );
  }
  if (name !== '' || namesMetric(body)) {
    return failure(
      `${text} names a metric; give only labels, such as {job="shop"}: the metrics that hold memory figures are known`,
    );
  }
  return success(body.trim().replace(/,$/, ''));
}

/** A matcher: its name, in quotes where it is any text, and its value if it has one; in all the quotes that PromQL knows. */
const matcher =
  /\s*(?:(\w+)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`))\s*((?:=~|!~|!=|=)\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`))?\s*(?:,|$)/sy;

/** Whether `__name__` has a matcher, or a metric's name stands by itself in quotes. What cannot be read the server tells. */
function namesMetric(body: string): boolean {
  matcher.lastIndex = 0;
  while (matcher.lastIndex < body.length) {
    const [whole, bare, quoted, value] = matcher.exec(body) ?? [];
    if (whole === undefined) return false;
    if ((bare ?? quoted?.slice(1, -1)) === '__name__') return true;
    if (quoted !== undefined && value === undefined) return true;
  }
  return false;
}
