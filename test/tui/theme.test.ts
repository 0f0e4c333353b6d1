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

test.each(Object.entries(glyphs))('%s has an ASCII substitute', (_name, glyph) => {
  expect(toAscii(glyph)).toMatch(/^[\x20-\x7e]$/);
});
