import { expect, test } from 'vitest';
import type { Action } from '../../src/tui/action.ts';
import { actionsOf, type KeyPress } from '../../src/tui/keys.ts';

const none: KeyPress = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageUp: false,
  pageDown: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  backspace: false,
  delete: false,
  tab: false,
  shift: false,
  ctrl: false,
};

test.each<[input: string, key: Partial<KeyPress>, actions: Action[]]>([
  ['j', {}, ['down']],
  ['jjk', {}, ['down', 'down', 'up']],
  ['g', {}, ['first']],
  ['G', {}, ['last']],
  ['', { downArrow: true }, ['down']],
  ['', { upArrow: true }, ['up']],
  ['', { return: true }, ['enter']],
  ['', { escape: true }, ['back']],
  ['', { pageDown: true }, ['page-down']],
  [' ', {}, ['freeze']],
  ['f', {}, ['freeze']],
  ['?', {}, ['help']],
  ['q', {}, ['quit']],
  ['c', { ctrl: true }, ['interrupt']],
  ['q', { ctrl: true }, []],
  ['z', { ctrl: true }, ['suspend']],
  ['d', { ctrl: true }, ['half-down']],
  ['u', { ctrl: true }, ['half-up']],
  ['', { tab: true }, ['next-pane']],
  ['', { tab: true, shift: true }, ['previous-pane']],
  ['R', { shift: true }, [{ sort: 'rate' }]],
  ['+', {}, ['zoom-in']],
  ['g\r', {}, ['first', 'enter']],
  ['x', {}, []],
  ['é', {}, []],
])('%j %o', (input, key, actions) => {
  expect(actionsOf(input, { ...none, ...key }, false)).toEqual(actions);
});

test.each<[input: string, key: Partial<KeyPress>, actions: Action[]]>([
  ['shop', {}, [{ type: 'shop' }]],
  ['q', {}, [{ type: 'q' }]],
  ['?', {}, [{ type: '?' }]],
  ['a\u0007b', {}, [{ type: 'ab' }]],
  ['shop\rj', {}, [{ type: 'shop' }, 'enter', 'down']],
  ['', { backspace: true }, ['erase']],
  ['u', { ctrl: true }, ['erase-all']],
  ['c', { ctrl: true }, ['interrupt']],
  ['', { escape: true }, ['back']],
  ['', { downArrow: true }, ['down']],
])('while a filter is typed: %j %o', (input, key, actions) => {
  expect(actionsOf(input, { ...none, ...key }, true)).toEqual(actions);
});
