/** Which part of the dashboard has the screen. */
export type Screen = 'overview' | 'detail' | 'help';

/**
 * What the user has done to the dashboard. The selection is a target's id, so that it stays with the
 * target while rows move; null follows the most urgent one.
 */
export type View = {
  readonly screen: Screen;
  readonly selectedId: string | null;
  readonly frozen: boolean;
  /** Lines that the detail has been scrolled down. */
  readonly scroll: number;
  /** How the user ended it; null while it runs. */
  readonly end: 'quit' | 'interrupted' | null;
};

/** What a key asks for. */
export type Action =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'enter'
  | 'back'
  | 'help'
  | 'freeze'
  | 'quit'
  | 'interrupt';

/** Before the first key. */
export const firstView: View = {
  screen: 'overview',
  selectedId: null,
  frozen: false,
  scroll: 0,
  end: null,
};

/** How far page up and page down go. */
const pageRows = 10;

/**
 * The view after an action, given the targets' ids as the table shows them now and how far the detail
 * can be scrolled. Every action but quit and freeze leaves the help.
 */
export function reduce(
  view: View,
  action: Action,
  shown: { readonly ids: readonly string[]; readonly maxScroll: number },
): View {
  if (action === 'quit') return { ...view, end: 'quit' };
  if (action === 'interrupt') return { ...view, end: 'interrupted' };
  if (action === 'freeze') return { ...view, frozen: !view.frozen };
  if (view.screen === 'help') return { ...view, screen: 'overview' };
  if (action === 'help') return { ...view, screen: 'help' };
  return view.screen === 'detail'
    ? inDetail(view, action, shown.maxScroll)
    : inOverview(view, action, shown.ids);
}

function inOverview(view: View, action: Action, ids: readonly string[]): View {
  if (action === 'enter') {
    return ids.length === 0 ? view : { ...view, screen: 'detail', scroll: 0 };
  }
  // Back to following the most urgent target.
  if (action === 'back') return { ...view, selectedId: null };
  const row = moved(selectedRow(view, ids), action, ids.length - 1);
  return { ...view, selectedId: ids[row] ?? null };
}

function inDetail(view: View, action: Action, maxScroll: number): View {
  if (action === 'back' || action === 'enter') return { ...view, screen: 'overview', scroll: 0 };
  return { ...view, scroll: moved(view.scroll, action, maxScroll) };
}

/** The selected target's row; the first one when it is gone or none was chosen. */
export function selectedRow(view: View, ids: readonly string[]): number {
  return view.selectedId === null ? 0 : Math.max(0, ids.indexOf(view.selectedId));
}

function moved(from: number, action: Action, last: number): number {
  const steps: Partial<Record<Action, number>> = {
    up: -1,
    down: 1,
    'page-up': -pageRows,
    'page-down': pageRows,
    first: -from,
    last: last - from,
  };
  return Math.max(0, Math.min(Math.max(0, last), from + (steps[action] ?? 0)));
}
