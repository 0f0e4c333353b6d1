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
  if (name !== '' || /(^|,)\s*__name__\s*[=!]/.test(body)) {
    return failure(
      `${text} names a metric; give only labels, such as {job="shop"}: the metrics that hold memory figures are known`,
    );
  }
  return success(body.trim().replace(/,$/, ''));
}
