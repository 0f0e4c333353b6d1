import type { Action, Ask } from './action.ts';
import { moved } from './moved.ts';
import type { Shown, ShownChart } from './shown.ts';
import { type Above, type ChartWindow, incidentPanes } from './view.ts';

type Of<Kind extends Above['kind']> = Extract<Above, { readonly kind: Kind }>;

/** A screen above the fleet after an action, and what is to be done beside it. */
export function reduceAbove(
  screen: Above,
  action: Action,
  shown: Shown,
): { readonly screen: Above; readonly ask: Ask | null } {
  switch (screen.kind) {
    case 'target':
      return { screen: inTarget(screen, action, shown), ask: null };
    case 'incident':
      return inIncident(screen, action, shown);
    case 'text': {
      const isCopy = action === 'copy' || action === 'json';
      return {
        screen: scrolled(screen, action, shown),
        ask: isCopy ? { kind: 'copy', text: screen.text } : null,
      };
    }
    case 'events':
      return { screen: scrolled(screen, action, shown), ask: null };
  }
}

function scrolled<Kept extends { readonly scroll: number }>(
  screen: Kept,
  action: Action,
  { maxScroll, page }: Shown,
): Kept {
  const to = moved(Math.min(screen.scroll, maxScroll), action, maxScroll, page);
  return to === null ? screen : { ...screen, scroll: to };
}

function inTarget(screen: Of<'target'>, action: Action, shown: Shown): Of<'target'> {
  const window = shown.chart === null ? null : windowAfter(screen.window, action, shown.chart);
  return window === null ? scrolled(screen, action, shown) : { ...screen, window };
}

/** The window that a key asks for; null when it asks for none. A window that ends now moves with the time. */
function windowAfter(window: ChartWindow, action: Action, chart: ShownChart): ChartWindow | null {
  const span = chart.toMs - chart.fromMs;
  const whole = chart.lastMs - chart.firstMs;
  const step = span / 4;
  switch (action) {
    case 'zoom-in':
      return whole < chart.leastMs
        ? window
        : around(window, Math.max(chart.leastMs, span / 2), chart);
    case 'zoom-out':
      return span * 2 >= whole ? { spanMs: null, endMs: null } : around(window, span * 2, chart);
    case 'zoom-reset':
      return { spanMs: null, endMs: null };
    case 'left':
      return whole <= span ? window : endingAt(chart.toMs - step, span, chart);
    case 'right':
      return whole <= span ? window : endingAt(chart.toMs + step, span, chart);
    default:
      return null;
  }
}

/** Another span: around the middle of what is shown, or up to now where that was followed. */
function around(window: ChartWindow, spanMs: number, chart: ShownChart): ChartWindow {
  if (window.endMs === null) return { spanMs, endMs: null };
  return endingAt((chart.fromMs + chart.toMs) / 2 + spanMs / 2, spanMs, chart);
}

function endingAt(endMs: number, spanMs: number, { firstMs, lastMs }: ShownChart): ChartWindow {
  if (endMs >= lastMs) return { spanMs, endMs: null };
  return { spanMs, endMs: Math.max(endMs, firstMs + spanMs) };
}

function inIncident(
  screen: Of<'incident'>,
  action: Action,
  shown: Shown,
): { readonly screen: Of<'incident'>; readonly ask: Ask | null } {
  const still = (next: Of<'incident'>) => ({ screen: next, ask: null });
  if (action === 'next-pane' || action === 'right') return still(turned(screen, 1));
  if (action === 'previous-pane' || action === 'left') return still(turned(screen, -1));
  if (action === 'incident') return still(another(screen, shown));
  if (screen.pane !== 'top') return still(scrolled(screen, action, shown));
  const { functions, picked, page } = shown;
  if (action === 'enter' && picked !== null) {
    const peeked = { ...screen, peeked: picked, picked: null };
    const { incidentId } = screen;
    return { screen: peeked, ask: { kind: 'peek', incidentId, function: picked } };
  }
  const from = picked === null ? 0 : Math.max(0, functions.indexOf(picked));
  const to = moved(from, action, functions.length - 1, page);
  return still(to === null ? screen : { ...screen, picked: functions[to] ?? null });
}

function turned(screen: Of<'incident'>, by: number): Of<'incident'> {
  const at = incidentPanes.indexOf(screen.pane) + by + incidentPanes.length;
  const pane = incidentPanes[at % incidentPanes.length] ?? 'culprits';
  return { ...screen, pane, scroll: 0, peeked: null };
}

/** The target's next incident, after the last the first. */
function another(screen: Of<'incident'>, { incidents }: Shown): Of<'incident'> {
  const at = incidents.indexOf(screen.incidentId);
  const incidentId = incidents[(at + 1) % Math.max(1, incidents.length)] ?? screen.incidentId;
  return { ...screen, incidentId, scroll: 0, picked: null, peeked: null };
}
