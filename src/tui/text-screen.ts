import { printable } from '../render/printable.ts';
import { wrapText } from '../render/wrap-text.ts';
import type { Body } from './body.ts';
import { type Line, span } from './line.ts';
import { nothingShown } from './shown.ts';
import { titleRule } from './title-rule.ts';

/** A text that is read from top to bottom, as JSON; what is wider than the screen goes on below. */
export function textScreen(
  {
    title,
    text,
    scroll,
  }: { readonly title: string; readonly text: string; readonly scroll: number },
  width: number,
  height: number,
): Body {
  const room = Math.max(1, height - 1);
  const lines = text.split('\n').flatMap((line) => pieces(line, width - 2));
  const maxScroll = Math.max(0, lines.length - room);
  const from = Math.min(scroll, maxScroll);
  const shown = lines.slice(from, from + room).map((line): Line => [span(` ${line}`)]);
  const where = maxScroll === 0 ? '' : ` ── line ${from + 1} of ${lines.length}`;
  return {
    lines: [titleRule(`${title}${where}`, width), ...shown],
    shown: { ...nothingShown, page: room, maxScroll },
  };
}

/** A line keeps its indent where it goes on. */
function pieces(line: string, width: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const kept = indent.length < width / 2 ? indent : '';
  const inside = Math.max(10, width - kept.length);
  return wrapText(printable(line.slice(kept.length)), inside).map((piece) => kept + piece);
}
