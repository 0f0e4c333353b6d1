import { expect, test } from 'vitest';
import { toAscii } from '../../src/render/to-ascii.ts';
import { glyphs, type Theme, type Tone, themeOf, toneCode } from '../../src/tui/theme.ts';

test.each<[env: Record<string, string>, theme: Theme]>([
  [{}, { colour: true, unicode: true }],
  [{ LANG: 'de_DE.UTF-8' }, { colour: true, unicode: true }],
  [{ LANG: 'C' }, { colour: true, unicode: false }],
  [
    { LANG: 'C', LC_ALL: 'C.utf8' },
    { colour: true, unicode: true },
  ],
  [
    { LANG: 'en_US.UTF-8', LC_ALL: 'POSIX' },
    { colour: true, unicode: false },
  ],
  [{ TERM: 'linux' }, { colour: true, unicode: false }],
  [{ TERM: 'dumb' }, { colour: false, unicode: false }],
  [{ NO_COLOR: '1' }, { colour: false, unicode: true }],
  [{ NO_COLOR: '' }, { colour: true, unicode: true }],
  [{ FORCE_COLOR: '0' }, { colour: false, unicode: true }],
  [{ COLORFGBG: '0;15' }, { colour: true, unicode: true, light: true }],
  [{ COLORFGBG: '0;default;15' }, { colour: true, unicode: true, light: true }],
  [{ COLORFGBG: '0;7' }, { colour: true, unicode: true, light: true }],
  [{ COLORFGBG: '15;0' }, { colour: true, unicode: true }],
  [{ COLORFGBG: '12;8' }, { colour: true, unicode: true }],
  [{ COLORFGBG: 'default;default' }, { colour: true, unicode: true }],
])('%o', (env, theme) => {
  expect(themeOf(env)).toEqual(theme);
});

test('without colour no tone has one, and what was inverse stays so', () => {
  const tones: Tone[] = ['plain', 'dim', 'strong', 'good', 'warn', 'bad', 'accent', 'badge'];
  const plain = { colour: false, unicode: true };
  for (const tone of tones) expect(toneCode(tone, plain)).toMatch(/^[127]?$/);
  expect(toneCode('badge', plain)).toBe('7');
  expect(toneCode('bad', { colour: true, unicode: true })).toBe('1;31');
});

/** What a colour of the 256 is, of the cube of 6 × 6 × 6 (xterm's ctlseqs). */
function hueOf(number: number): readonly number[] {
  const [levels, at] = [[0, 95, 135, 175, 215, 255], number - 16];
  return [Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map((i) => levels[i] ?? 0);
}

/** The contrast to white by WCAG 2.1. */
function contrastToWhite(hue: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = hue.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}

test.each<Tone>(['good', 'warn', 'accent', 'badge'])(
  'on a light background %s can be read',
  (tone) => {
    const theme = { colour: true, unicode: true, light: true };
    const hue = /38;5;(\d+)$/.exec(toneCode(tone, theme))?.[1];
    expect(contrastToWhite(hueOf(Number(hue)))).toBeGreaterThan(4.2);
    expect(toneCode(tone, { ...theme, colour: false })).toMatch(/^7?$/);
  },
);

test.each(Object.entries(glyphs))('%s has an ASCII substitute', (_name, glyph) => {
  expect(toAscii(glyph)).toMatch(/^[\x20-\x7e]$/);
});
