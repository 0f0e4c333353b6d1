/** What a piece of text is for; the theme says how that looks. */
export type Tone = 'plain' | 'dim' | 'strong' | 'good' | 'warn' | 'bad' | 'accent' | 'badge';

/**
 * How a terminal can be written to. `colour` false leaves weight (bold, dim, inverse): nothing on
 * screen is told by colour alone. `unicode` false writes every glyph as an ASCII character. `light`: the background is
 * known to be light.
 */
export type Theme = {
  readonly colour: boolean;
  readonly unicode: boolean;
  readonly light?: boolean;
};

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

/**
 * On a light background a palette's yellow, cyan and green are often those for black (xterm's yellow has a contrast of
 * 1.7 to white): of the 256 colours, whose hues are fixed, some that have 4.4 and more.
 */
const onLight: Readonly<Record<string, string>> = {
  '32': '38;5;28',
  '33': '38;5;130',
  '36': '38;5;30',
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
export function toneCode(tone: Tone, { colour, light = false }: Theme): string {
  const { weight, colour: own } = codes[tone];
  const hue = light ? (onLight[own] ?? own) : own;
  return [weight, colour ? hue : ''].filter((code) => code !== '').join(';');
}

/**
 * What the environment says of the terminal (`NO_COLOR`: https://no-color.org; `COLORFGBG`, as rxvt, Konsole and iTerm2
 * set it: the numbers of the foreground and the background in the palette). Without any locale (a container) UTF-8 is
 * assumed; the kernel's console has no block glyphs.
 */
export function themeOf(env: Readonly<Record<string, string | undefined>>): Theme {
  const dumb = env['TERM'] === 'dumb';
  const plain = (env['NO_COLOR'] ?? '') !== '' || env['FORCE_COLOR'] === '0' || dumb;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'UTF-8';
  const unicode = /utf-?8/i.test(locale) && env['TERM'] !== 'linux' && !dumb;
  // As Vim reads it: of the dark half only white is light, of the bright half all but black.
  const background = Number(/;(\d+)$/.exec(env['COLORFGBG'] ?? '')?.[1] ?? 0);
  const light = background === 7 || (background > 8 && background < 16);
  return { colour: !plain, unicode, ...(light ? { light } : {}) };
}
