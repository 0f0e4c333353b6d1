import { displayWidth } from '../render/display-width.ts';
import { printable } from '../render/printable.ts';
import { fitLine, type Line, type Span, span } from './line.ts';
import type { Answers, Picture } from './picture.ts';
import { selectedRow } from './reduce.ts';
import type { Shown, ShownChart } from './shown.ts';
import { type Screen, screenOf, type View } from './view.ts';

type Key = readonly [key: string, does: string];

/**
 * The last line of the screen: the filter while it is typed, what has come of what was asked for, else the keys
 * that do something now with what is `shown`. Of keys that find no room those in front stay, and the last two, help and quit.
 */
export function footer(
  view: View,
  shown: Shown,
  answers: Answers,
  picture: Picture,
  width: number,
): Line {
  if (view.isTyping) {
    return fitLine(
      [
        span(' /', 'accent'),
        span(printable(view.filter)),
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
  for (const key of keysOf(view, shown)) {
    if (widthOf([...kept, key, ...last]) <= width) kept.push(key);
  }
  return fitLine(spansOf([...kept, ...last]), width);
}

function keysOf(view: View, shown: Shown): Key[] {
  if (view.help !== null) return [['esc', 'back'], ...keys(shown.maxScroll > 0, 'j k', 'scroll')];
  return [...ofScreen(screenOf(view), view, shown), ['f', view.isFrozen ? 'unfreeze' : 'freeze']];
}

function ofScreen(screen: Screen, view: View, shown: Shown): Key[] {
  const scroll = keys(shown.maxScroll > 0, 'j k', 'scroll');
  const isAbout = shown.about !== null;
  const capture = keys(shown.targetId !== null, 'c', 'capture');
  const diff = keys(shown.targetId !== null, 'd', 'diff');
  const json = keys(isAbout, 'y', 'JSON');
  switch (screen.kind) {
    case 'fleet':
      return [
        ...keys(view.filter !== '', 'esc', `drop /${printable(view.filter)}`),
        ...keys(shown.ids.length > 1, 'j k', 'select'),
        ...keys(isAbout, 'enter', enterOf(view, shown)),
        ...keys(shown.incidents.length > 0, 'i', 'incident'),
        ['/', 'filter'],
        ...capture,
        ['t', view.isGrouped ? 'ungroup' : 'group'],
        ...diff,
        ...json,
        ['e', 'events'],
      ];
    case 'target':
      return [
        ['esc', 'back'],
        ...keys(shown.incidents.length > 0, 'enter', 'incident'),
        ...keys(shown.chart !== null, '+ -', 'zoom'),
        ...keys(isZoomed(shown.chart), 'h l', 'pan'),
        ...scroll,
        ...capture,
        ...diff,
        ...keys(shown.incidents.length > 0, 'o', 'report'),
        ...json,
      ];
    case 'incident':
      return [
        ['esc', 'back'],
        ...keys(isAbout, 'tab', 'next part'),
        ...(screen.pane === 'top' ? keys(shown.functions.length > 1, 'j k', 'select') : scroll),
        ...keys(screen.pane === 'top' && shown.picked !== null, 'enter', 'callers'),
        ...capture,
        ...keys(isAbout, 'o', 'report'),
        ...diff,
        ...json,
      ];
    case 'events':
      return [['esc', 'back'], ...scroll];
    case 'text':
      return [['esc', 'back'], ...scroll, ['y', 'copy']];
  }
}

/** A key where it has something to do. */
function keys(does: boolean, key: string, what: string): Key[] {
  return does ? [[key, what]] : [];
}

function enterOf(view: View, { ids, groups }: Shown): string {
  const group = groups.get(ids[selectedRow(view, ids)] ?? '');
  if (group === undefined) return 'detail';
  return view.folded.includes(group) ? 'unfold' : 'fold';
}

function isZoomed(chart: ShownChart | null): boolean {
  return chart !== null && chart.toMs - chart.fromMs < chart.lastMs - chart.firstMs;
}

function spansOf(keys: readonly Key[]): Span[] {
  return keys.flatMap(([key, does]) => [span(` ${key}`, 'accent'), span(` ${does}  `, 'dim')]);
}

function widthOf(keys: readonly Key[]): number {
  return spansOf(keys).reduce((sum, { text }) => sum + displayWidth(text), 0);
}
