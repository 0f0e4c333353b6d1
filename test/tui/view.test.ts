import { describe, expect, test } from 'vitest';
import { type Action, firstView, reduce, selectedRow, type View } from '../../src/tui/view.ts';

const ids = ['a', 'b', 'c'];

function check(actions: readonly Action[], expected: Partial<View>, from: Partial<View> = {}) {
  const start: View = { ...firstView, ...from };
  const end = actions.reduce((view, action) => reduce(view, action, { ids, maxScroll: 5 }), start);
  expect(end).toMatchObject(expected);
}

describe('the overview', () => {
  test.each<[name: string, actions: Action[], selectedId: string | null]>([
    ['follows the most urgent at first', [], null],
    ['down', ['down'], 'b'],
    ['not past the last', ['down', 'down', 'down', 'down'], 'c'],
    ['up again', ['down', 'down', 'up'], 'b'],
    ['not past the first', ['up'], 'a'],
    ['last', ['last'], 'c'],
    ['first', ['last', 'first'], 'a'],
    ['page down', ['page-down'], 'c'],
    ['page up', ['last', 'page-up'], 'a'],
    ['esc follows again', ['down', 'back'], null],
  ])('%s', (_name, actions, selectedId) => check(actions, { selectedId, screen: 'overview' }));

  test('a selection stays with its target while rows move', () => {
    const view = reduce(firstView, 'down', { ids, maxScroll: 0 });
    expect(selectedRow(view, ['b', 'c', 'a'])).toBe(0);
    expect(selectedRow(view, ['c', 'a', 'b'])).toBe(2);
  });

  test('of a target that is gone the first row is selected', () => {
    expect(selectedRow({ ...firstView, selectedId: 'gone' }, ids)).toBe(0);
  });

  test('without targets nothing can be entered', () => {
    expect(reduce(firstView, 'enter', { ids: [], maxScroll: 0 })).toEqual(firstView);
    expect(reduce(firstView, 'down', { ids: [], maxScroll: 0 }).selectedId).toBeNull();
  });
});

describe('the detail and the help', () => {
  test('enter opens, esc closes, the selection stays', () => {
    check(['down', 'enter'], { screen: 'detail', selectedId: 'b', scroll: 0 });
    check(['down', 'enter', 'down', 'back'], { screen: 'overview', selectedId: 'b', scroll: 0 });
  });
  test('scrolls within its lines', () => {
    check(['down', 'down'], { scroll: 2 }, { screen: 'detail' });
    check(['page-down'], { scroll: 5 }, { screen: 'detail' });
    check(['last', 'up'], { scroll: 4 }, { screen: 'detail' });
    check(['first', 'up'], { scroll: 0 }, { screen: 'detail' });
  });
  test('help is left by any key, and frozen by none but freeze', () => {
    check(['help'], { screen: 'help' });
    check(['help', 'down'], { screen: 'overview', selectedId: null });
    check(['freeze'], { frozen: true });
    check(['freeze', 'down', 'freeze'], { frozen: false });
  });
  test.each(['overview', 'detail', 'help'] as const)('%s can be left for good', (screen) => {
    check(['quit'], { end: 'quit' }, { screen });
    check(['interrupt'], { end: 'interrupted' }, { screen });
  });
});
