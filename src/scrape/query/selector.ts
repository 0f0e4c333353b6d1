import { writtenName } from '../../model/label-name.ts';

/** A matcher that is added to a selector: equal to a value, or to one of several. */
export type Matcher = { readonly label: string; readonly values: readonly string[] };

/** Matchers of a person and more of our own → a selector: `{namespace="shop",pod=~"a|b"}`. */
export function selectorOf(match: string, matchers: readonly Matcher[]): string {
  const own = matchers.map(({ label, values: [first = '', ...others] }) =>
    others.length === 0
      ? `${writtenName(label)}=${JSON.stringify(first)}`
      : `${writtenName(label)}=~${JSON.stringify([first, ...others].map(escapedForMatch).join('|'))}`,
  );
  return `{${[...(match === '' ? [] : [match]), ...own].join(',')}}`;
}

/** A text as a regular expression (RE2) that matches just it. */
export function escapedForMatch(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
