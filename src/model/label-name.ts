/**
 * Which names labels may have, as Prometheus calls it: `utf8`, any text (the rule since version 3), or `legacy`,
 * `[a-zA-Z_][a-zA-Z0-9_]*`.
 */
export type NameScheme = 'utf8' | 'legacy';
export const nameSchemes = ['utf8', 'legacy'] as const satisfies readonly NameScheme[];

const legacy = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Whether a label may have this name. */
export function isLabelName(name: string, scheme: NameScheme = 'utf8'): boolean {
  return scheme === 'legacy' ? legacy.test(name) : name !== '' && name.isWellFormed();
}

/**
 * Why a text that was read from outside cannot be a label's name, or null. Bytes that are no UTF-8 were read as
 * U+FFFD: two names could have become one.
 */
export function wrongName(name: string, scheme: NameScheme = 'utf8'): string | null {
  if (name === '') return "a label's name must not be empty";
  if (!name.isWellFormed() || name.includes('\ufffd')) return "a label's name must be valid UTF-8";
  if (isLabelName(name, scheme)) return null;
  return `a label's name is letters, digits and _, such as ${legacyName(name)} (metric_name_validation_scheme is legacy)`;
}

/**
 * A name for what knows only the older ones, escaped as Prometheus' scheme `underscores` does
 * (https://prometheus.io/docs/instrumenting/escaping_schemes): every other character becomes `_`.
 */
export function legacyName(name: string): string {
  if (legacy.test(name)) return name;
  return [...name]
    .map((character, i) =>
      /[a-zA-Z_]/.test(character) || (i > 0 && /\d/.test(character)) ? character : '_',
    )
    .join('');
}

/** A name as PromQL and the text formats write it: in quotes where it is none of the older ones. */
export function writtenName(name: string): string {
  return legacy.test(name) ? name : JSON.stringify(name);
}
