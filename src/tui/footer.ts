import { displayWidth } from '../render/display-width.ts';
import { printable } from '../render/printable.ts';
import { fitLine, type Line, type Span, span } from './line.ts';
import type { Answers, Picture } from './picture.ts';
import { type Screen, screenOf, type View } from './view.ts';

type Key = readonly [key: string, does: string];

/**
 * The last line of the screen: the filter while it is typed, what has come of what was asked for, else the keys
 * that do something now. Of keys that find no room those in front stay, and the last two, help and quit.
 */
export function footer(view: View, answers: Answers, picture: Picture, width: number): Line {
  if (view.isTyping) {
    return fitLine(
      [
        span(' /', 'accent'),
        span(view.filter),
        span(' ', 'badge'),
        span('   enter keeps it, esc takes it away', 'dim'),
      ],
      width,
    );
  }
  const { message } = answers;
  if (message !== null) return fitLine([span(` ${printable(message.text)}`, message.tone)], width);
  if (picture.behind !== null)
    return fitLine([span(` ${printable(picture.behind)}`, 'warn')], width);
  const last: Key[] = [
    ['?', 'help'],
    ['q', 'quit'],
  ];
  const kept: Key[] = [];
  for (const key of keysOf(view)) {
    if (widthOf([...kept, key, ...last]) <= width) kept.push(key);
  }
  return fitLine(spansOf([...kept, ...last]), width);
}

function keysOf(view: View): Key[] {
  const screen = screenOf(view);
  if (view.help !== null) {
    return [
      ['esc', 'back'],
      ['j k', 'scroll'],
    ];
  }
  const freeze: Key = ['f', view.isFrozen ? 'unfreeze' : 'freeze'];
  return [...ofScreen(screen, view), freeze];
}

function ofScreen(screen: Screen, view: View): Key[] {
  switch (screen.kind) {
    case 'fleet':
      return [
        ...(view.filter === '' ? [] : [['esc', `drop /${printable(view.filter)}`] as const]),
        ['j k', 'select'],
        ['enter', 'detail'],
        ['i', 'incident'],
        ['/', 'filter'],
        ['c', 'capture'],
        ['t', view.isGrouped ? 'ungroup' : 'group'],
        ['d', 'diff'],
        ['y', 'JSON'],
        ['e', 'events'],
      ];
    case 'target':
      return [
        ['esc', 'back'],
        ['enter', 'incident'],
        ['+ -', 'zoom'],
        ['h l', 'pan'],
        ['j k', 'scroll'],
        ['c', 'capture'],
        ['d', 'diff'],
        ['o', 'report'],
        ['y', 'JSON'],
      ];
    case 'incident':
      return [
        ['esc', 'back'],
        ['tab', 'next part'],
        ['j k', screen.pane === 'top' ? 'select' : 'scroll'],
        ...(screen.pane === 'top' ? [['enter', 'callers'] as const] : []),
        ['c', 'capture'],
        ['o', 'report'],
        ['d', 'diff'],
        ['y', 'JSON'],
      ];
    case 'events':
      return [
        ['esc', 'back'],
        ['j k', 'scroll'],
      ];
    case 'text':
      return [
        ['esc', 'back'],
        ['j k', 'scroll'],
        ['y', 'copy'],
      ];
  }
}

function spansOf(keys: readonly Key[]): Span[] {
  return keys.flatMap(([key, does]) => [span(` ${key}`, 'accent'), span(` ${does}  `, 'dim')]);
}

function widthOf(keys: readonly Key[]): number {
  return spansOf(keys).reduce((sum, { text }) => sum + displayWidth(text), 0);
}
