import { expect, test } from 'vitest';
import { actionsOf, type KeyPress } from '../../src/tui/keys.ts';
import type { Action } from '../../src/tui/view.ts';

const none: KeyPress = {
  upArrow: false,
  downArrow: false,
  pageUp: false,
  pageDown: false,
  home: false,
  end: false,
  return: false,
  escape: false,
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
  ['g\r', {}, ['first', 'enter']],
  ['x', {}, []],
  ['é', {}, []],
])('%j %o', (input, key, actions) => {
  expect(actionsOf(input, { ...none, ...key })).toEqual(actions);
});
