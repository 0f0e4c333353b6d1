import type { Body } from './body.ts';
import { eventsScreen } from './events-screen.ts';
import { fleetScreen } from './fleet-screen.ts';
import { footer } from './footer.ts';
import { header } from './header.ts';
import { helpScreen } from './help-screen.ts';
import { incidentScreen } from './incident-screen.ts';
import { fitLines, type Line, span } from './line.ts';
import type { Answers, Picture } from './picture.ts';
import { nothingShown, type Shown } from './shown.ts';
import { targetScreen } from './target-screen.ts';
import { textScreen } from './text-screen.ts';
import { screenOf, type View } from './view.ts';

/** How large the terminal is, in characters. */
export type Size = { readonly columns: number; readonly rows: number };

/** A whole screen: exactly `rows` lines of exactly `columns` columns; and what the reducer must know of it. */
export type Frame = { readonly lines: readonly Line[]; readonly shown: Shown };

/** Below this nothing could be read. */
const least: Size = { columns: 40, rows: 10 };

/**
 * ```
 * sawtooth  3 targets  1 firing        time ×60  up 2 min  20:15:03 UTC
 *   WORKLOAD  FLOOR          LEVEL  LEAK RATE  LIMIT IN  VERDICT
 * ▸ goleaky   ▁▃▅█┊▁▃▅█   56.1 MiB  +2.4 MiB/s   1 min   sawtooth firing
 * ── goleaky · 127.0.0.1:6060 ─────────────────────────────────────────
 *   verdict, incident, culprit, chart, captures
 * ── events ───────────────────────────────────────────────────────────
 * j k select   enter detail   / filter   ? help   q quit
 * ```
 */
export function frame(picture: Picture, answers: Answers, view: View, size: Size): Frame {
  const { columns, rows } = size;
  if (columns < least.columns || rows < least.rows) return tooSmall(size);
  const height = rows - 2;
  const { lines, shown } = bodyOf(picture, answers, view, columns, height);
  const all = [
    header(picture, view, columns),
    ...fitLines(lines, columns, height),
    footer(view, shown, answers, picture, columns),
  ];
  return { lines: fitLines(all, columns, rows), shown };
}

function bodyOf(
  picture: Picture,
  answers: Answers,
  view: View,
  width: number,
  height: number,
): Body {
  const screen = screenOf(view);
  if (view.help !== null) return helpScreen(screen.kind, view.help, width, height);
  switch (screen.kind) {
    case 'fleet':
      return fleetScreen(picture, view, width, height);
    case 'target':
      return targetScreen(picture, screen, width, height);
    case 'incident':
      return incidentScreen(picture, answers, screen, width, height);
    case 'events':
      return eventsScreen(picture, screen, width, height);
    case 'text':
      return textScreen(screen, width, height);
  }
}

function tooSmall(size: Size): Frame {
  const text = [
    `${size.columns}x${size.rows} is too small,`,
    `${least.columns}x${least.rows} at least.`,
    'q quits',
  ];
  const lines = text.map((line): Line => [span(line)]);
  return { lines: fitLines(lines, size.columns, size.rows), shown: nothingShown };
}
