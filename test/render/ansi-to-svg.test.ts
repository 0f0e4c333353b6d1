import { expect, test } from 'vitest';
import { ansiToSvg } from '../support/ansi-to-svg.ts';

const esc = String.fromCharCode(27);

function drawn(screen: string): string[] {
  const lines = ansiToSvg(screen.replaceAll('~', esc), 'a title').split('\n');
  return lines.slice(lines.findIndex((line) => line.startsWith('<g ')) + 1, -3);
}

test('words stand in their columns, escaped, a run its own element', () => {
  expect(drawn('a <b>   c')).toEqual([
    '<text x="0" y="13" textLength="40" lengthAdjust="spacingAndGlyphs">a &lt;b></text>',
    '<text x="64" y="13" textLength="8" lengthAdjust="spacingAndGlyphs">c</text>',
  ]);
});

test('a style lasts until it is changed, over the end of a line too', () => {
  const [first, second, third] = drawn('~[31;1ma\nb~[0m\nc');
  for (const line of [first, second]) expect(line).toMatch(/class="b" style="fill:#ff7b72"/);
  expect(third).not.toMatch(/class|style/);
});

test('blocks and rules are shapes, equal neighbours one of them', () => {
  expect(drawn('██▄')).toEqual(['<path d="M0 0h16v18h-16zM16 9h8v9h-8z" fill="#d7dee7"/>']);
  expect(drawn(' ──')).toEqual(['<path d="M8 8.5h16v1h-16z" fill="#d7dee7"/>']);
});

test('an inverse badge is a box with dark letters', () => {
  const [box, word] = drawn('~[7;33m x ~[0m');
  expect(box).toBe('<rect x="0" y="1" width="24" height="16" rx="3" fill="#e3b341"/>');
  expect(word).toContain('x="8"');
  expect(word).toContain('fill:#0f141b');
});

test('what is no colour is refused', () => {
  expect(() => drawn('~[2J')).toThrow('only colour codes');
  expect(() => drawn('~[5mx')).toThrow('no theme of the dashboard writes the code 5');
});
