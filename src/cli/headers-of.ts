import type { Labels } from '../model/labels.ts';
import { failure, type Result, success } from '../model/result.ts';

/** The values of `--header 'Name: value'` by name; the last of one name counts. Fails on what is none. */
export function headersOf(lines: readonly string[]): Result<Labels> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.*?)\s*$/.exec(line) ?? [];
    // Not quoted: it may hold a secret.
    if (name === undefined || value === undefined) {
      return failure("a --header is written 'Name: value'; one without a name was given");
    }
    headers[name] = value;
  }
  return success(headers);
}
