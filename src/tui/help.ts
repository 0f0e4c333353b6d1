import { keyHelp } from './keys.ts';
import { fitLine, type Line, type Span, span } from './line.ts';
import { glyphs } from './theme.ts';
import type { View } from './view.ts';

/** The last line of the screen: the keys that do something now. */
export function helpBar(view: View, width: number): Line {
  const keys = barKeys(view).flatMap(([key, does]) => [
    span(` ${key}`, 'accent'),
    span(` ${does}  `, 'dim'),
  ]);
  return fitLine(keys, width);
}

function barKeys({ screen, frozen }: View): (readonly [key: string, does: string])[] {
  const freeze = ['f', frozen ? 'unfreeze' : 'freeze'] as const;
  switch (screen) {
    case 'overview':
      return [['j k', 'select'], ['enter', 'detail'], freeze, ['?', 'help'], ['q', 'quit']];
    case 'detail':
      return [['j k', 'scroll'], ['esc', 'back'], freeze, ['?', 'help'], ['q', 'quit']];
    case 'help':
      return [
        ['esc', 'back'],
        ['q', 'quit'],
      ];
  }
}

/** The help: every key, then what the glyphs mean. */
export function helpLines(): Line[] {
  const keys = keyHelp.map(({ keys: names, does }) => [
    span(`  ${names.padEnd(12)}`, 'accent'),
    span(does),
  ]);
  return [
    [],
    heading('KEYS'),
    ...keys,
    [],
    heading('SIGNS'),
    ...signs,
    [],
    heading('FIGURES'),
    ...figures,
  ];
}

const signs: readonly Line[] = [
  sign(span(glyphs.firing, 'bad'), 'firing: an alert went out'),
  sign(span(glyphs.watch, 'warn'), 'pending or suspicious: captured, nobody was told yet'),
  sign(span(glyphs.up, 'good'), 'up and quiet'),
  sign(span(glyphs.down, 'bad'), 'down: the detail says why'),
  sign(span(glyphs.unknown, 'dim'), 'not yet judged'),
  sign(span('┊', 'dim'), 'the end of a life: a restart or a crash'),
];

const figures: readonly Line[] = [
  [span('  FLOOR is what is left after each collection, LEAK RATE how fast it rises,')],
  [span('  LIMIT IN when it meets the limit if nothing changes. Times are UTC.')],
];

function heading(text: string): Line {
  return [span(`  ${text}`, 'dim')];
}

function sign(glyph: Span, meaning: string): Line {
  return [span('  '), glyph, span(`           ${meaning}`)];
}
