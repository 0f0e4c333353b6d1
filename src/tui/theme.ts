/** What a piece of text is for; the theme says how that looks. */
export type Tone = 'plain' | 'dim' | 'strong' | 'good' | 'warn' | 'bad' | 'accent' | 'badge';

/**
 * How a terminal can be written to. `colour` false leaves weight (bold, dim, inverse): nothing on
 * screen is told by colour alone. `unicode` false writes every glyph as an ASCII character.
 */
export type Theme = { readonly colour: boolean; readonly unicode: boolean };

/**
 * Of each tone its weight and its colour as SGR numbers (ECMA-48, 8.3.117): of the terminal's own palette,
 * so that the user's scheme is respected.
 */
const codes: Readonly<Record<Tone, { readonly weight: string; readonly colour: string }>> = {
  plain: { weight: '', colour: '' },
  dim: { weight: '2', colour: '' },
  strong: { weight: '1', colour: '' },
  good: { weight: '', colour: '32' },
  warn: { weight: '', colour: '33' },
  bad: { weight: '1', colour: '31' },
  accent: { weight: '', colour: '36' },
  badge: { weight: '7', colour: '33' },
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
  ascending: '↑',
  descending: '↓',
  closed: '▸',
  open: '▾',
} as const;

/** The SGR numbers of a tone, '' for plain; without colour, what was only coloured is plain. */
export function toneCode(tone: Tone, { colour }: Theme): string {
  const { weight, colour: hue } = codes[tone];
  return [weight, colour ? hue : ''].filter((code) => code !== '').join(';');
}

/**
 * What the environment says of the terminal (`NO_COLOR`: https://no-color.org). Without any locale (a
 * container) UTF-8 is assumed; the kernel's console has no block glyphs.
 */
export function themeOf(env: Readonly<Record<string, string | undefined>>): Theme {
  const dumb = env['TERM'] === 'dumb';
  const plain = (env['NO_COLOR'] ?? '') !== '' || env['FORCE_COLOR'] === '0' || dumb;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'UTF-8';
  const unicode = /utf-?8/i.test(locale) && env['TERM'] !== 'linux' && !dumb;
  return { colour: !plain, unicode };
}
