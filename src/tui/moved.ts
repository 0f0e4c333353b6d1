import type { Action } from './action.ts';

/** Where a key moves to from a row or line, within 0 and `last`; null when it is no key that moves. */
export function moved(from: number, action: Action, last: number, page: number): number | null {
  const step = stepOf(action, from, last, Math.max(1, page));
  return step === null ? null : Math.max(0, Math.min(Math.max(0, last), from + step));
}

function stepOf(action: Action, from: number, last: number, page: number): number | null {
  switch (action) {
    case 'up':
      return -1;
    case 'down':
      return 1;
    case 'page-up':
      return -page;
    case 'page-down':
      return page;
    case 'half-up':
      return -Math.ceil(page / 2);
    case 'half-down':
      return Math.ceil(page / 2);
    case 'first':
      return -from;
    case 'last':
      return last - from;
    default:
      return null;
  }
}
