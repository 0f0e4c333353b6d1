import { growthText } from '../culprit-text.ts';
import { formatPercent } from '../format-percent.ts';
import type { FlameFrame } from '../page/flame-view.ts';
import type { FlameData } from './leak-report.ts';

/** A pixel on a wide screen: what is narrower is not seen, and comes when it is zoomed to. */
const leastWidth = 1 / 1400;

/**
 * The frames of a flame graph's data as they are drawn when all of it is shown, callers on top, the widest first:
 * red grew, blue shrank, the paler the more both cancel.
 */
export function flameBars(data: FlameData): readonly FlameFrame[] {
  const children = childrenOf(data);
  const whole = data.widths[0] ?? 0;
  const bars: FlameFrame[] = [];
  const waiting = [{ frame: 0, row: 0, left: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { frame, row, left } = next;
    bars.push(barOf(data, frame, row, left));
    let at = left;
    for (const child of children[frame] ?? []) {
      const width = (data.widths[child] ?? 0) / whole;
      if (width < leastWidth) break;
      waiting.push({ frame: child, row: row + 1, left: at });
      at += width;
    }
  }
  return bars;
}

function barOf(data: FlameData, frame: number, row: number, left: number): FlameFrame {
  const { names, labels, nodes, cum, flat, widths, unit } = data;
  const node = nodes[frame] ?? -1;
  const [all, own, width, whole] = [
    cum[frame] ?? 0,
    flat[frame] ?? 0,
    widths[frame] ?? 0,
    widths[0] ?? 0,
  ];
  const itself = own === 0 ? '' : `, ${growthText(own, unit)} itself`;
  return {
    id: frame,
    row,
    left,
    width: whole === 0 ? 1 : width / whole,
    name: names[node] ?? 'all',
    label: labels[node] ?? 'all',
    weight: `${growthText(all, unit)} (${formatPercent(whole === 0 ? 0 : all / whole)}) in all${itself}`,
    tone: toneOf(all, width),
    isMatch: false,
    isCaller: false,
  };
}

/** From `s4` (all of it shrank) over `z` (it stayed) to `g4` (all of it grew). */
function toneOf(cum: number, width: number): string {
  const step = Math.round(Math.abs(width === 0 ? 0 : cum / width) * 4);
  return step === 0 ? 'z' : `${cum > 0 ? 'g' : 's'}${step}`;
}

function childrenOf({ parents, widths }: FlameData): readonly number[][] {
  const children: number[][] = parents.map(() => []);
  for (const [frame, parent] of parents.entries()) if (parent >= 0) children[parent]?.push(frame);
  for (const own of children) own.sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0));
  return children;
}
