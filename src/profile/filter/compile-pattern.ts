import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';
import { failure, type Result, success } from '../../model/result.ts';

/** re2js takes longer to load than a small profile to print, and most reports have no expression. */
function loadRe2(): { readonly RE2JS: typeof RE2JS } {
  return createRequire(import.meta.url)('re2js');
}

/** Whether a text holds a match anywhere. */
export type Pattern = (text: string) => boolean;

/**
 * A regular expression in RE2's syntax, as pprof reads those of its flags; it takes linear time on any
 * text. Texts that were asked about are remembered. Fails with the place that is not understood.
 */
export function compilePattern(source: string): Result<Pattern> {
  try {
    const compiled = loadRe2().RE2JS.compile(source);
    const known = new Map<string, boolean>();
    return success((text) => {
      const before = known.get(text);
      if (before !== undefined) return before;
      const found = compiled.test(text);
      known.set(text, found);
      return found;
    });
  } catch (error) {
    return failure(`${source} is no regular expression: ${(error as Error).message}`, error);
  }
}
