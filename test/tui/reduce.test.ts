import { describe, expect, test } from 'vitest';
import type { Action } from '../../src/tui/action.ts';
import { reduce, selectedRow } from '../../src/tui/reduce.ts';
import { nothingShown, type Shown } from '../../src/tui/shown.ts';
import { type Above, firstView, type View } from '../../src/tui/view.ts';

const ids = ['a', 'b', 'c'];
const shown: Shown = { ...nothingShown, ids, targetId: 'a', workload: 'w', page: 2, maxScroll: 5 };

/** The view after these keys, on a frame that stays as it is. */
function viewAfter(
  actions: readonly Action[],
  from: Partial<View> = {},
  on: Partial<Shown> = {},
): View {
  const start: View = { ...firstView, ...from };
  const seen = { ...shown, ...on };
  return actions.reduce((view, action) => reduce(view, action, seen).view, start);
}

function asked(action: Action, on: Partial<Shown>, from: Partial<View> = {}) {
  return reduce({ ...firstView, ...from }, action, { ...shown, ...on }).ask;
}

const window = { spanMs: null, endMs: null };
const target: Above = { kind: 'target', targetId: 'a', scroll: 0, window };
const incident: Above = {
  ...{ kind: 'incident', incidentId: 'i1', pane: 'culprits', picked: null },
  ...{ peeked: null, scroll: 0 },
};

describe('the fleet', () => {
  test.each<[name: string, actions: Action[], selectedId: string | null]>([
    ['follows the most urgent at first', [], null],
    ['down', ['down'], 'b'],
    ['not past the last', ['down', 'down', 'down', 'down'], 'c'],
    ['up again', ['down', 'down', 'up'], 'b'],
    ['not past the first', ['up'], 'a'],
    ['last', ['last'], 'c'],
    ['first', ['last', 'first'], 'a'],
    ['page down', ['page-down'], 'c'],
    ['half a page down', ['half-down'], 'b'],
    ['page up', ['last', 'page-up'], 'a'],
    ['esc follows again', ['down', 'back'], null],
  ])('%s', (_name, actions, selectedId) => {
    expect(viewAfter(actions)).toMatchObject({ selectedId, above: [] });
  });

  test('a selection stays with its target while rows move', () => {
    const view = viewAfter(['down']);
    expect(selectedRow(view, ['b', 'c', 'a'])).toBe(0);
    expect(selectedRow(view, ['c', 'a', 'b'])).toBe(2);
  });

  test('of a target that is gone the first row is selected', () => {
    expect(selectedRow({ ...firstView, selectedId: 'gone' }, ids)).toBe(0);
  });

  test('without targets nothing can be entered', () => {
    expect(viewAfter(['enter', 'down'], {}, nothingShown)).toEqual(firstView);
  });

  test('the same sort key twice turns the order round, another one does not', () => {
    expect(viewAfter([{ sort: 'rate' }]).sort).toEqual({ key: 'rate', reversed: false });
    expect(viewAfter([{ sort: 'rate' }, { sort: 'rate' }]).sort).toEqual({
      key: 'rate',
      reversed: true,
    });
    expect(viewAfter([{ sort: 'rate' }, { sort: 'rate' }, { sort: 'name' }]).sort.reversed).toBe(
      false,
    );
  });
});

describe('the filter', () => {
  test.each<[name: string, actions: Action[], expected: Partial<View>]>([
    [
      'takes letters',
      ['filter', { type: 'sh' }, { type: 'op' }],
      { filter: 'shop', isTyping: true },
    ],
    ['loses one', ['filter', { type: 'sho' }, 'erase'], { filter: 'sh' }],
    ['loses all', ['filter', { type: 'sho' }, 'erase-all'], { filter: '' }],
    [
      'is kept by enter',
      ['filter', { type: 'x' }, 'enter'],
      { filter: 'x', isTyping: false, above: [] },
    ],
    ['is dropped by esc', ['filter', { type: 'x' }, 'back'], { filter: '', isTyping: false }],
    ['is dropped later', ['filter', { type: 'x' }, 'enter', 'back'], { filter: '' }],
    ['leaves the arrows', ['filter', 'down'], { selectedId: 'b', isTyping: true }],
  ])('%s', (_name, actions, expected) => expect(viewAfter(actions)).toMatchObject(expected));
});

describe('groups', () => {
  const groups = new Map([['workload w', 'w']]);
  const on = { ids: ['workload w', 'a', 'b'], groups };
  test('fold and unfold, and the selection stays with the workload', () => {
    const view = viewAfter(['group', 'left'], { selectedId: 'a' }, on);
    expect(view).toMatchObject({ isGrouped: true, folded: ['w'], selectedId: 'workload w' });
    expect(viewAfter(['right'], view, on).folded).toEqual([]);
  });
  test('enter on a workload folds it', () => {
    const view = viewAfter(['enter'], { isGrouped: true, selectedId: 'workload w' }, on);
    expect(view).toMatchObject({ folded: ['w'], above: [] });
  });
  test('without groups nothing folds', () => {
    expect(viewAfter(['left'])).toEqual(firstView);
  });
});

describe('a target', () => {
  const chart = { fromMs: 0, toMs: 100_000, firstMs: 0, lastMs: 100_000, leastMs: 10_000 };
  test('enter opens, esc closes, the selection stays', () => {
    expect(viewAfter(['down', 'enter'])).toMatchObject({ selectedId: 'b', above: [target] });
    expect(viewAfter(['down', 'enter', 'back'])).toMatchObject({ selectedId: 'b', above: [] });
  });
  test.each<[name: string, actions: Action[], scroll: number]>([
    ['down', ['down', 'down'], 2],
    ['a page', ['page-down'], 2],
    ['no further than its end', ['last', 'down'], 5],
    ['no further than its start', ['up'], 0],
  ])('scrolls: %s', (_name, actions, scroll) => {
    expect(viewAfter(actions, { above: [target] }).above).toMatchObject([{ scroll }]);
  });
  test.each<[name: string, action: Action, from: object, on: object, expected: object]>([
    ['zooms in up to now', 'zoom-in', window, chart, { spanMs: 50_000, endMs: null }],
    [
      'not closer than 10 s',
      'zoom-in',
      { spanMs: 10_000, endMs: null },
      { ...chart, fromMs: 90_000 },
      { spanMs: 10_000, endMs: null },
    ],
    [
      'zooms out to all',
      'zoom-out',
      { spanMs: 60_000, endMs: null },
      { ...chart, fromMs: 40_000 },
      window,
    ],
    [
      'goes back',
      'left',
      { spanMs: 40_000, endMs: null },
      { ...chart, fromMs: 60_000 },
      { spanMs: 40_000, endMs: 90_000 },
    ],
    [
      'no further than the first',
      'left',
      { spanMs: 40_000, endMs: 45_000 },
      { ...chart, fromMs: 5_000, toMs: 45_000 },
      { spanMs: 40_000, endMs: 40_000 },
    ],
    [
      'and on until now',
      'right',
      { spanMs: 40_000, endMs: 95_000 },
      { ...chart, fromMs: 55_000, toMs: 95_000 },
      { spanMs: 40_000, endMs: null },
    ],
    [
      'zooms around the middle when it is in the past',
      'zoom-in',
      { spanMs: 40_000, endMs: 60_000 },
      { ...chart, fromMs: 20_000, toMs: 60_000 },
      { spanMs: 20_000, endMs: 50_000 },
    ],
    ['all again', 'zoom-reset', { spanMs: 40_000, endMs: 60_000 }, chart, window],
    ['the whole has no earlier', 'left', window, chart, window],
  ])('%s', (_name, action, from, on, expected) => {
    const view = viewAfter(
      [action],
      { above: [{ ...target, window: from as typeof window }] },
      { chart: on as typeof chart },
    );
    expect(view.above).toMatchObject([{ window: expected }]);
  });
});

describe('an incident', () => {
  const on = { incidents: ['i1', 'i2'], functions: ['f', 'g'], picked: 'f' };
  const top: Above = { ...incident, pane: 'top' };
  test('i opens the worst, from the fleet and from a target; enter from a target too', () => {
    expect(viewAfter(['incident'], {}, on).above).toEqual([incident]);
    expect(viewAfter(['incident'], { above: [target] }, on).above).toEqual([target, incident]);
    expect(viewAfter(['enter'], { above: [target] }, on).above).toEqual([target, incident]);
    expect(viewAfter(['incident'], {}, { incidents: [] }).above).toEqual([]);
  });
  test('tab goes round its parts, i to the next one', () => {
    const panes = ['top', 'events', 'culprits'];
    const tabs: Action[] = ['next-pane', 'next-pane', 'next-pane'];
    for (const [i, pane] of panes.entries()) {
      expect(viewAfter(tabs.slice(0, i + 1), { above: [incident] }, on).above).toMatchObject([
        { pane },
      ]);
    }
    expect(viewAfter(['incident'], { above: [incident] }, on).above).toMatchObject([
      { incidentId: 'i2' },
    ]);
  });
  test('enter asks for the callers of the selected function, esc leads back to it', () => {
    expect(asked('enter', on, { above: [top] })).toEqual({
      kind: 'peek',
      incidentId: 'i1',
      function: 'f',
    });
    const peeked = viewAfter(['enter'], { above: [top] }, on);
    expect(peeked.above).toMatchObject([{ peeked: 'f', picked: null }]);
    expect(viewAfter(['back'], peeked, on).above).toMatchObject([{ peeked: null, picked: 'f' }]);
  });
  test('moves in the table by name', () => {
    expect(viewAfter(['down'], { above: [top] }, on).above).toMatchObject([{ picked: 'g' }]);
  });
});

test.each<[action: Action, on: Partial<Shown>, ask: unknown]>([
  ['capture', {}, { kind: 'capture', targetId: 'a' }],
  ['capture', { targetId: null }, null],
  ['diff', {}, { kind: 'diff', targetId: 'a' }],
  [
    'json',
    { about: { kind: 'incident', id: 'i' } },
    { kind: 'json', about: { kind: 'incident', id: 'i' } },
  ],
  ['suspend', {}, { kind: 'suspend' }],
])('%j of %o asks for %o', (action, on, ask) => expect(asked(action, on)).toEqual(ask));

test('y in a text copies it', () => {
  const text: Above = { kind: 'text', title: 't', text: '{}', scroll: 0 };
  expect(asked('json', {}, { above: [text] })).toEqual({ kind: 'copy', text: '{}' });
});

test.each<[from: Partial<View>, actions: Action[], expected: Partial<View>]>([
  [{}, ['help'], { help: 0 }],
  [{}, ['help', 'down'], { help: 1 }],
  [{}, ['help', 'capture'], { help: null }],
  [{}, ['freeze'], { isFrozen: true }],
  [{}, ['freeze', 'down', 'freeze'], { isFrozen: false }],
  [{ help: 0 }, ['quit'], { end: 'quit' }],
  [{ above: [target] }, ['quit'], { end: 'quit' }],
  [{ isTyping: true }, ['interrupt'], { end: 'interrupted' }],
  [{}, ['events', 'events'], { above: [{ kind: 'events', scroll: 0 }] }],
])('%o and %j', (from, actions, expected) =>
  expect(viewAfter(actions, from)).toMatchObject(expected),
);
