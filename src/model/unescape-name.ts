/**
 * How a metrics page is asked to write names of metrics and labels that have more than letters, digits, `_` and `:`
 * (https://prometheus.io/docs/instrumenting/escaping_schemes): as they are, or in one of three ways to do without.
 */
export type EscapingScheme = (typeof escapingSchemes)[number];
export const escapingSchemes = ['allow-utf-8', 'underscores', 'dots', 'values'] as const;

/**
 * A name before it was escaped (prometheus/common, model/metric.go, UnescapeName), as far as that can be told: of
 * `underscores` nothing can, of `dots` all but what was neither letter, digit, `_` nor `.`. A name of `values` that is not
 * well formed stays as it is.
 */
export function unescapeName(name: string, scheme: EscapingScheme): string {
  switch (scheme) {
    case 'allow-utf-8':
    case 'underscores':
      return name;
    case 'dots':
      return name.replaceAll(/__|_dot_/g, (escaped) => (escaped === '__' ? '_' : '.'));
    case 'values':
      return ofValues(name);
  }
}

const inValues = /^U__(?:[^_]|__|_[0-9a-fA-F]{1,6}_)*$/;

function ofValues(name: string): string {
  if (!inValues.test(name)) return name;
  const code = (escaped: string) => Number.parseInt(escaped.slice(1, -1), 16);
  const characters = name.slice('U__'.length);
  let isValid = true;
  const unescaped = characters.replaceAll(/__|_[0-9a-fA-F]{1,6}_/g, (escaped) => {
    if (escaped === '__') return '_';
    const of = code(escaped);
    if (of > 0x10ffff || (of >= 0xd800 && of < 0xe000)) isValid = false;
    return isValid ? String.fromCodePoint(of) : '';
  });
  return isValid ? unescaped : name;
}
