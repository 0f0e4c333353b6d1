/** What a piece of text is for; the theme says how that looks. */
export type Tone = 'plain' | 'dim' | 'strong' | 'good' | 'warn' | 'bad' | 'accent' | 'badge';

/** What ink's `Text` is given for a tone. */
export type TextStyle = {
  readonly color?: string;
  readonly dimColor?: boolean;
  readonly bold?: boolean;
  readonly inverse?: boolean;
};

/**
 * How a terminal can be written to. `colour` false leaves weight (bold, dim, inverse): nothing on
 * screen is told by colour alone. `unicode` false writes every glyph as an ASCII character.
 */
export type Theme = { readonly colour: boolean; readonly unicode: boolean };

/** The sixteen colours of the terminal's own palette, so that the user's scheme is respected. */
const colours: Readonly<Record<Tone, TextStyle>> = {
  plain: {},
  dim: { dimColor: true },
  strong: { bold: true },
  good: { color: 'green' },
  warn: { color: 'yellow' },
  bad: { color: 'red', bold: true },
  accent: { color: 'cyan' },
  badge: { color: 'yellow', inverse: true },
};

/** The glyphs of the dashboard; each takes one column, and `toAscii` knows a substitute for each. */
export const glyphs = {
  selected: '▸',
  firing: '▲',
  watch: '△',
  up: '●',
  down: '✕',
  unknown: '○',
  passed: '✓',
  failed: '✕',
  rule: '─',
  axis: '┤',
  side: '│',
  dot: '·',
} as const;

/** A tone's style; without colour, what was only coloured is plain. */
export function styleOf(tone: Tone, { colour }: Theme): TextStyle {
  const style = colours[tone];
  if (colour || style.color === undefined) return style;
  const { color: _, ...rest } = style;
  return rest;
}

/**
 * What the environment says of the terminal. ink and chalk read `FORCE_COLOR` themselves and know
 * nothing of `NO_COLOR` (https://no-color.org), so it is obeyed here, before a style is made. Without
 * any locale (a container) UTF-8 is assumed; the kernel's console has no block glyphs.
 */
export function themeOf(env: Readonly<Record<string, string | undefined>>): Theme {
  const dumb = env['TERM'] === 'dumb';
  const plain = (env['NO_COLOR'] ?? '') !== '' || env['FORCE_COLOR'] === '0' || dumb;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'UTF-8';
  const unicode = /utf-?8/i.test(locale) && env['TERM'] !== 'linux' && !dumb;
  return { colour: !plain, unicode };
}
