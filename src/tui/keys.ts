import type { Action } from './action.ts';

/** The part of ink's key that is looked at. */
export type KeyPress = {
  readonly upArrow: boolean;
  readonly downArrow: boolean;
  readonly leftArrow: boolean;
  readonly rightArrow: boolean;
  readonly pageUp: boolean;
  readonly pageDown: boolean;
  readonly home: boolean;
  readonly end: boolean;
  readonly return: boolean;
  readonly escape: boolean;
  readonly backspace: boolean;
  readonly delete: boolean;
  readonly tab: boolean;
  readonly shift: boolean;
  readonly ctrl: boolean;
};

const letters: Readonly<Record<string, Action>> = {
  j: 'down',
  k: 'up',
  h: 'left',
  l: 'right',
  g: 'first',
  G: 'last',
  f: 'freeze',
  ' ': 'freeze',
  '/': 'filter',
  t: 'group',
  '+': 'zoom-in',
  '=': 'zoom-in',
  '-': 'zoom-out',
  '0': 'zoom-reset',
  c: 'capture',
  d: 'diff',
  y: 'json',
  o: 'report',
  i: 'incident',
  e: 'events',
  '?': 'help',
  q: 'quit',
  U: { sort: 'urgency' },
  N: { sort: 'name' },
  L: { sort: 'level' },
  R: { sort: 'rate' },
  T: { sort: 'limit' },
  S: { sort: 'since' },
  V: { sort: 'verdict' },
  C: { sort: 'culprit' },
  // Typed fast, they come in one piece with the letter before, and are no keys of their own then.
  '\r': 'enter',
  '\t': 'next-pane',
};

const held: Readonly<Record<string, Action>> = {
  c: 'interrupt',
  z: 'suspend',
  d: 'half-down',
  u: 'half-up',
  f: 'page-down',
  b: 'page-up',
  n: 'down',
  p: 'up',
};

const named: readonly (readonly [name: keyof KeyPress, action: Action])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'page-up'],
  ['pageDown', 'page-down'],
  ['home', 'first'],
  ['end', 'last'],
  ['return', 'enter'],
  ['escape', 'back'],
  ['backspace', 'erase'],
  ['delete', 'erase'],
];

/** What was asked for by what ink read: one key, or several letters that came in one piece. */
export function actionsOf(input: string, key: KeyPress, isTyping: boolean): Action[] {
  if (key.ctrl && isTyping && (input === 'u' || input === 'w')) return ['erase-all'];
  if (key.ctrl) {
    const action = held[input];
    return action === undefined ? [] : [action];
  }
  if (key.tab) return [key.shift ? 'previous-pane' : 'next-pane'];
  const pressed = named.find(([name]) => key[name]);
  if (pressed !== undefined) return [pressed[1]];
  return isTyping ? typedActions(input) : lettersOf(input);
}

/** Each letter a key, up to the one that begins a filter. */
function lettersOf(input: string): Action[] {
  const at = input.indexOf('/');
  const keys = at < 0 ? input : input.slice(0, at + 1);
  const rest = at < 0 ? [] : typedActions(input.slice(at + 1));
  return [...[...keys].flatMap((letter) => letters[letter] ?? []), ...rest];
}

/** Letters up to the enter that ends them; what was typed behind it is for keys again. */
function typedActions(input: string): Action[] {
  const [text = '', ...rest] = input.split('\r');
  const shown = text.replaceAll(/\p{C}/gu, '');
  const typed: Action[] = shown === '' ? [] : [{ type: shown }];
  if (rest.length === 0) return typed;
  return [...typed, 'enter', ...lettersOf(rest.join('\r'))];
}
