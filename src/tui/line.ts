import { clip, displayWidth } from '../render/display-width.ts';
import type { Tone } from './theme.ts';

/** A piece of a line, with what it is for. */
export type Span = { readonly text: string; readonly tone: Tone };

/** One line of the screen, from left to right. */
export type Line = readonly Span[];

/** A piece of text; plain unless said otherwise. */
export function span(text: string, tone: Tone = 'plain'): Span {
  return { text, tone };
}

/** How many columns a line takes. */
export function lineWidth(line: Line): number {
  return line.reduce((width, { text }) => width + displayWidth(text), 0);
}

/** The line in exactly `width` columns: cut with an ellipsis, or filled with spaces. */
export function fitLine(line: Line, width: number): Line {
  const fitted: Span[] = [];
  let left = Math.max(0, width);
  for (const { text, tone } of line) {
    const kept = clip(text, left);
    if (kept !== '') fitted.push({ text: kept, tone });
    left -= displayWidth(kept);
    if (kept !== text) break;
  }
  return left > 0 ? [...fitted, span(' '.repeat(left))] : fitted;
}

/** `left` flush left and `right` flush right in `width` columns; where both do not fit, left is cut. */
export function spreadLine(left: Line, right: Line, width: number): Line {
  const rightWidth = lineWidth(right);
  if (rightWidth >= width) return fitLine(right, width);
  return [...fitLine(left, width - rightWidth), ...right];
}

/** Exactly `height` lines of `width` columns: cut below, or filled with empty ones. */
export function fitLines(lines: readonly Line[], width: number, height: number): Line[] {
  return Array.from({ length: Math.max(0, height) }, (_, row) => fitLine(lines[row] ?? [], width));
}

/** Two blocks side by side, `gap` columns apart, the left one `leftWidth` wide. */
export function besides(
  left: readonly Line[],
  right: readonly Line[],
  leftWidth: number,
  gap: Span,
): Line[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => [
    ...fitLine(left[row] ?? [], leftWidth),
    gap,
    ...(right[row] ?? []),
  ]);
}
