import type { Action } from './view.ts';

/** The part of ink's key that is looked at. */
export type KeyPress = {
  readonly upArrow: boolean;
  readonly downArrow: boolean;
  readonly pageUp: boolean;
  readonly pageDown: boolean;
  readonly home: boolean;
  readonly end: boolean;
  readonly return: boolean;
  readonly escape: boolean;
  readonly ctrl: boolean;
};

/** The keys of the dashboard, as the help shows them. */
export const keyHelp: readonly { readonly keys: string; readonly does: string }[] = [
  { keys: 'j k ↓ ↑', does: 'select the next or the previous target; scroll in a detail' },
  { keys: 'g G', does: 'the first, the last' },
  { keys: 'PgDn PgUp', does: 'ten further, ten back' },
  { keys: 'enter', does: 'the selected target on the whole screen' },
  { keys: 'esc', does: 'back; on the overview: follow the most urgent target again' },
  { keys: 'f space', does: 'freeze the picture; the watching goes on' },
  { keys: '?', does: 'this help' },
  { keys: 'q ctrl-c', does: 'stop watching and leave' },
];

const letters: Readonly<Record<string, Action>> = {
  j: 'down',
  k: 'up',
  g: 'first',
  G: 'last',
  l: 'enter',
  h: 'back',
  f: 'freeze',
  ' ': 'freeze',
  '?': 'help',
  q: 'quit',
  // Typed fast, enter comes in one piece with the letter before it, and is no key of its own then.
  '\r': 'enter',
};

const named: readonly (readonly [name: keyof KeyPress, action: Action])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['pageUp', 'page-up'],
  ['pageDown', 'page-down'],
  ['home', 'first'],
  ['end', 'last'],
  ['return', 'enter'],
  ['escape', 'back'],
];

/** What was asked for by what ink read: one key, or several letters that came in one piece. */
export function actionsOf(input: string, key: KeyPress): Action[] {
  if (key.ctrl) return input === 'c' ? ['interrupt'] : [];
  const pressed = named.find(([name]) => key[name]);
  if (pressed !== undefined) return [pressed[1]];
  return [...input].flatMap((letter) => letters[letter] ?? []);
}
