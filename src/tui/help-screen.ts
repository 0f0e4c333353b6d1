import { displayWidth } from '../render/display-width.ts';
import { rowFilterHint } from '../render/row-filter.ts';
import type { Body } from './body.ts';
import { besides, type Line, type Span, span } from './line.ts';
import { nothingShown } from './shown.ts';
import { glyphs } from './theme.ts';
import type { Screen } from './view.ts';

type Key = readonly [keys: string, does: string];

const everywhere: readonly Key[] = [
  ['c', "capture the target's profiles now"],
  ['d', 'compare its captures now'],
  ['y', 'the selected thing as JSON; y again copies it'],
  ['o', "write the incident's report as an HTML file"],
  ['e', 'all events'],
  ['f space', 'freeze the picture; the watching goes on'],
  ['esc', 'one level back'],
  ['ctrl-z', 'to the shell; fg comes back'],
  ['q ctrl-c', 'leave'],
];

const moves: readonly Key[] = [
  ['j k ↓ ↑', 'down, up'],
  ['g G', 'the first, the last'],
  ['ctrl-d ctrl-u', 'half a page down, up'],
  ['PgDn PgUp', 'a page down, up'],
];

const own: Readonly<
  Record<Screen['kind'], { readonly title: string; readonly keys: readonly Key[] }>
> = {
  fleet: {
    title: 'FLEET',
    keys: [
      ['enter', 'the selected target; of a workload: fold, unfold'],
      ['i', 'its incident'],
      ['/', `filter: ${rowFilterHint}`],
      ['t', 'group by workload; h l fold and unfold'],
      ['U N L R', 'sort by urgency, name, level, leak rate'],
      ['T S V C', 'by limit in, since, verdict, culprit'],
    ],
  },
  target: {
    title: 'TARGET',
    keys: [
      ['enter i', 'its incident'],
      ['+ - 0', 'zoom in, out, all there is'],
      ['h l ← →', 'earlier, later'],
    ],
  },
  incident: {
    title: 'INCIDENT',
    keys: [
      ['tab h l', 'culprits, what grew, what happened'],
      ['enter', 'in what grew: callers and callees of a function'],
      ['i', "the target's next incident"],
    ],
  },
  events: { title: 'EVENTS', keys: [] },
  text: { title: 'TEXT', keys: [['y', 'copy all of it (OSC 52, where the terminal allows it)']] },
};

const signs: readonly Line[] = [
  sign(span(glyphs.firing, 'bad'), 'firing: an alert went out'),
  sign(span(glyphs.watch, 'warn'), 'pending or suspicious: captured, nobody told yet'),
  sign(span(glyphs.up, 'good'), 'up and quiet'),
  sign(span(glyphs.down, 'bad'), 'down: the detail says why'),
  sign(span(glyphs.unknown, 'dim'), 'not yet judged'),
  sign(span('┊', 'dim'), 'a life ended: K killed for its memory, C crash, D deploy'),
  sign(span(glyphs.open, 'accent'), 'a profile was captured'),
  [],
  [span('  FLOOR is what is left after each collection,')],
  [span('  LEAK RATE how fast it rises, LIMIT IN when it meets')],
  [span('  the limit if nothing changes. Times are UTC.')],
];

/** The keys of the screen that it lies over, those of all, and what the signs mean. */
export function helpScreen(
  kind: Screen['kind'],
  scroll: number,
  width: number,
  height: number,
): Body {
  const { title, keys } = own[kind];
  const left = [
    ...block(title, keys),
    ...block('MOVING', moves),
    ...block('EVERYWHERE', everywhere),
  ];
  const right = [[], heading('SIGNS'), ...signs];
  const isWide = width >= 118;
  const lines = isWide ? besides(left, right, 62, span('  ')) : [...left, ...right];
  const maxScroll = Math.max(0, lines.length - height);
  const from = Math.min(scroll, maxScroll);
  return { lines: lines.slice(from), shown: { ...nothingShown, page: height, maxScroll } };
}

function block(title: string, keys: readonly Key[]): Line[] {
  if (keys.length === 0) return [];
  return [
    [],
    heading(title),
    ...keys.map(([names, does]): Line => {
      const fill = ' '.repeat(Math.max(0, 15 - displayWidth(names)));
      return [span(`  ${names}${fill}`, 'accent'), span(does)];
    }),
  ];
}

function heading(text: string): Line {
  return [span(`  ${text}`, 'dim')];
}

function sign(glyph: Span, meaning: string): Line {
  return [span('  '), glyph, span(`  ${meaning}`)];
}
