import type { SortKey } from './view.ts';

/** What a key asks for. */
export type Action =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'page-up'
  | 'page-down'
  | 'half-up'
  | 'half-down'
  | 'first'
  | 'last'
  | 'enter'
  | 'back'
  | 'next-pane'
  | 'previous-pane'
  | 'help'
  | 'freeze'
  | 'filter'
  | 'group'
  | 'zoom-in'
  | 'zoom-out'
  | 'zoom-reset'
  | 'capture'
  | 'diff'
  | 'json'
  | 'copy'
  | 'report'
  | 'incident'
  | 'events'
  | 'suspend'
  | 'quit'
  | 'interrupt'
  | 'erase'
  | 'erase-all'
  | { readonly sort: SortKey }
  | { readonly type: string };

/** What is to be done beside the screen: the view alone cannot. */
export type Ask =
  | { readonly kind: 'capture'; readonly targetId: string }
  | { readonly kind: 'diff'; readonly targetId: string }
  | { readonly kind: 'json'; readonly about: About }
  | { readonly kind: 'report'; readonly about: About }
  | { readonly kind: 'peek'; readonly incidentId: string; readonly function: string }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'suspend' };

/** What is selected: a target or an incident. */
export type About = { readonly kind: 'target' | 'incident'; readonly id: string };
