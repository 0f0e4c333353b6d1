import { type Line, lineWidth, type Span, span } from './line.ts';

/** A heading and items that flow over as many lines as they need, indented under the first. */
export function labelled(label: string, items: readonly Span[], width: number): Line[] {
  if (items.length === 0) return [];
  const indent = 9;
  return flow(items, '   ', width - indent).map((line, i) => [
    span(i === 0 ? label.padEnd(indent) : ' '.repeat(indent), 'dim'),
    ...line,
  ]);
}

/** Items on as few lines of `width` columns as they need, `between` two on one line. */
export function flow(items: readonly Span[], between: string, width: number): Line[] {
  const lines: Span[][] = [];
  for (const item of items) {
    const line = lines.at(-1);
    const longer = line === undefined ? null : [...line, span(between, 'dim'), item];
    if (longer !== null && lineWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push([item]);
  }
  return lines;
}
