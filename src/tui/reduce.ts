import type { Action, Ask } from './action.ts';
import { moved } from './moved.ts';
import { reduceAbove } from './reduce-above.ts';
import type { Shown } from './shown.ts';
import { type Above, type SortKey, screenOf, type View } from './view.ts';

/** The view after an action, and what is to be done beside it; null: nothing. */
export type Reduced = { readonly view: View; readonly ask: Ask | null };

/** What a key does to what the user sees. `shown` is what the frame said when it was pressed. */
export function reduce(view: View, action: Action, shown: Shown): Reduced {
  if (action === 'suspend') return { view, ask: { kind: 'suspend' } };
  const anywhere = whereverItIs(view, action, shown);
  if (anywhere !== null) return only(anywhere);
  const ask = askOf(action, shown, view);
  if (ask !== null) return { view, ask };
  const top = view.above.at(-1);
  if (top === undefined) return only(inFleet(view, action, shown));
  if (action === 'back') return only(back(view, top));
  if (top.kind === 'target' && (action === 'incident' || action === 'enter')) {
    return only(toIncident(view, shown));
  }
  const after = reduceAbove(top, action, shown);
  return { view: { ...view, above: [...view.above.slice(0, -1), after.screen] }, ask: after.ask };
}

/** Keys that do the same on every screen; null when it is none of them. */
function whereverItIs(view: View, action: Action, shown: Shown): View | null {
  if (action === 'interrupt') return { ...view, end: 'interrupted' };
  if (view.isTyping) return typed(view, action, shown);
  if (action === 'quit') return { ...view, end: 'quit' };
  if (action === 'freeze') return { ...view, isFrozen: !view.isFrozen };
  if (view.help !== null) {
    // What moves scrolls it, any other key leaves it.
    const { maxScroll, page } = shown;
    return { ...view, help: moved(Math.min(view.help, maxScroll), action, maxScroll, page) };
  }
  if (action === 'help') return { ...view, help: 0 };
  const isNew = action === 'events' && screenOf(view).kind !== 'events';
  return isNew ? put(view, { kind: 'events', scroll: 0 }) : null;
}

function only(view: View): Reduced {
  return { view, ask: null };
}

function put(view: View, screen: Above): View {
  return { ...view, above: [...view.above, screen] };
}

/** One level back: from the callers of a function to the table, else to the screen below. */
function back(view: View, top: Above): View {
  const below = view.above.slice(0, -1);
  if (top.kind !== 'incident' || top.peeked === null) return { ...view, above: below };
  return { ...view, above: [...below, { ...top, peeked: null, picked: top.peeked }] };
}

/** What keys ask for that act on the selected target or incident, whatever screen shows it. */
function askOf(action: Action, { about, targetId }: Shown, view: View): Ask | null {
  const { kind } = screenOf(view);
  if (kind === 'text' || kind === 'events') return null;
  switch (action) {
    case 'capture':
      return targetId === null ? null : { kind: 'capture', targetId };
    case 'diff':
      return targetId === null ? null : { kind: 'diff', targetId };
    case 'json':
      return about === null ? null : { kind: 'json', about };
    case 'report':
      return about === null ? null : { kind: 'report', about };
    default:
      return null;
  }
}

/** Letters go to the filter; the arrows still move the selection. */
function typed(view: View, action: Action, shown: Shown): View {
  if (typeof action === 'object') {
    return 'type' in action ? { ...view, filter: view.filter + action.type } : view;
  }
  switch (action) {
    case 'erase':
      return { ...view, filter: [...view.filter].slice(0, -1).join('') };
    case 'erase-all':
      return { ...view, filter: '' };
    case 'enter':
      return { ...view, isTyping: false };
    case 'back':
      return { ...view, isTyping: false, filter: '' };
    default:
      return select(view, action, shown);
  }
}

function inFleet(view: View, action: Action, shown: Shown): View {
  if (typeof action === 'object') return 'sort' in action ? sorted(view, action.sort) : view;
  switch (action) {
    case 'filter':
      return { ...view, isTyping: true };
    case 'group':
      return { ...view, isGrouped: !view.isGrouped };
    case 'left':
      return fold(view, shown, true);
    case 'right':
      return fold(view, shown, false);
    case 'enter':
      return entered(view, shown);
    case 'incident':
      return toIncident(view, shown);
    case 'back':
      // First the filter goes, then the selection: back to following the most urgent target.
      return view.filter === '' ? { ...view, selectedId: null } : { ...view, filter: '' };
    default:
      return select(view, action, shown);
  }
}

function entered(view: View, shown: Shown): View {
  const id = shown.ids[selectedRow(view, shown.ids)];
  const group = id === undefined ? undefined : shown.groups.get(id);
  if (group !== undefined) return fold(view, shown, !view.folded.includes(group));
  if (shown.targetId === null) return view;
  const window = { spanMs: null, endMs: null };
  return put(view, { kind: 'target', targetId: shown.targetId, scroll: 0, window });
}

function toIncident(view: View, { incidents }: Shown): View {
  const [incidentId] = incidents;
  if (incidentId === undefined) return view;
  const rest = { pane: 'culprits', picked: null, peeked: null, scroll: 0 } as const;
  return put(view, { kind: 'incident', incidentId, ...rest });
}

/** Folding a workload takes the selection along to the row that is left of it. */
function fold(view: View, { workload, groups, ids }: Shown, isFolded: boolean): View {
  const groupId = [...groups].find(([, name]) => name === workload)?.[0];
  if (!view.isGrouped || workload === null || groupId === undefined) return view;
  const others = view.folded.filter((name) => name !== workload);
  const selectedId = isFolded ? groupId : (view.selectedId ?? ids[0] ?? null);
  return { ...view, folded: isFolded ? [...others, workload] : others, selectedId };
}

/** The same key again turns the order round. */
function sorted(view: View, key: SortKey): View {
  const reversed = view.sort.key === key && !view.sort.reversed;
  return { ...view, sort: { key, reversed } };
}

function select(view: View, action: Action, { ids, page }: Shown): View {
  const from = selectedRow(view, ids);
  const row = moved(from, action, ids.length - 1, page);
  if (row === null) return view;
  return { ...view, selectedId: ids[row] ?? null };
}

/** The selected row; the first one when it is gone or none was chosen. */
export function selectedRow(view: View, ids: readonly string[]): number {
  return view.selectedId === null ? 0 : Math.max(0, ids.indexOf(view.selectedId));
}
