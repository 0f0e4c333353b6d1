import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';
import { failure, type Result, success } from '../model/result.ts';

/** A regular expression that matches a whole text or not at all. */
export type Anchored = {
  readonly test: (text: string) => boolean;
  /** What its groups took, by number and name; the whole match is `0`. null: no match. */
  readonly match: (text: string) => Groups | null;
};

/** The text of a group; empty where it took no part or does not exist. */
export type Groups = (group: string) => string;

/** re2js takes longer to load than all else here, and most configurations relabel nothing. */
function loadRe2(): { readonly RE2JS: typeof RE2JS } {
  return createRequire(import.meta.url)('re2js');
}

/**
 * A regular expression in RE2's syntax (linear time on any text), anchored as Prometheus does it:
 * `^(?s:…)$` (model/relabel/relabel.go, NewRegexp). Fails with what is not understood.
 */
export function compileAnchored(source: string): Result<Anchored> {
  if (source === '(.*)') return success(anything);
  // Most rules compare with a word.
  if (/^[\w/:;, -]*$/.test(source)) return success(literal(source));
  try {
    const compiled = loadRe2().RE2JS.compile(`^(?s:${source})$`);
    return success(fromRe2(compiled));
  } catch (error) {
    return failure(`is no regular expression: ${(error as Error).message}`, error);
  }
}

const anything: Anchored = {
  test: () => true,
  match: (text) => (group) => (group === '0' || group === '1' ? text : ''),
};

function literal(word: string): Anchored {
  const test = (text: string) => text === word;
  return { test, match: (text) => (test(text) ? (group) => (group === '0' ? text : '') : null) };
}

function fromRe2(compiled: RE2JS): Anchored {
  const names = compiled.namedGroups();
  return {
    test: (text) => compiled.test(text),
    match: (text) => {
      const matcher = compiled.matcher(text);
      if (!matcher.find()) return null;
      return (group) => {
        const index = isNumber(group) ? Number(group) : names[group];
        if (index === undefined || index > matcher.groupCount()) return '';
        return matcher.group(index) ?? '';
      };
    },
  };
}

/** Go takes `01` for a name, and no number beyond a hundred million (regexp.go, extract). */
function isNumber(group: string): boolean {
  return /^(0|[1-9]\d{0,8})$/.test(group);
}
