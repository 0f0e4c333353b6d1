import { RE2JS } from 're2js';
import { failure, type Result, success } from '../../model/result.ts';

/** Whether a text holds a match anywhere. */
export type Pattern = (text: string) => boolean;

/**
 * A regular expression in RE2's syntax, as pprof reads those of its flags; it takes linear time on any
 * text. Texts that were asked about are remembered. Fails with the place that is not understood.
 */
export function compilePattern(source: string): Result<Pattern> {
  try {
    const compiled = RE2JS.compile(source);
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
