import { fitLine, type Line, lineWidth, span } from './line.ts';

/** The first `most` lines, an ellipsis at the end of the last when there were more. */
export function cutShort(lines: readonly Line[], most: number, width: number): readonly Line[] {
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  const last = kept.pop() ?? [];
  const isFull = lineWidth(last) > width - 2;
  return [...kept, isFull ? fitLine(last, width - 2) : [...last, span(' …')]];
}
