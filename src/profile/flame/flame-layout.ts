import type { FlameTree } from './flame-tree.ts';

/** A frame that is drawn. `left` and `width` are fractions of the picture. */
export type FlameBar = {
  readonly frame: number;
  /** Rows from the top; the frames that call the one which is zoomed to come first. */
  readonly row: number;
  readonly left: number;
  readonly width: number;
};

/** What is drawn of a tree, and whether narrower frames were left out. */
export type FlameLayout = { readonly bars: readonly FlameBar[]; readonly isWhole: boolean };

/** A pixel on a wide screen: what is narrower is not seen, and comes when it is zoomed to. */
const leastWidth = 1 / 1600;
/** More are slow to draw; the widest are taken. */
const mostBars = 2500;

/**
 * Lays out a tree with its root on top, as it is seen when zoomed to a frame: that frame over the whole
 * width, those that call it as full rows above it, and all that it calls below, the widest first.
 */
export function flameLayout(tree: FlameTree, zoomed: number): FlameLayout {
  const callers = pathTo(tree, zoomed);
  const bars: FlameBar[] = callers.map((frame, row) => ({ frame, row, left: 0, width: 1 }));
  const below: FlameBar[] = [];
  const whole = tree.widths[zoomed] as number;
  const waiting: FlameBar[] = [{ frame: zoomed, row: callers.length, left: 0, width: 1 }];
  let isWhole = true;
  for (let bar = waiting.pop(); bar !== undefined; bar = waiting.pop()) {
    below.push(bar);
    let { left } = bar;
    const end = tree.starts[bar.frame + 1] as number;
    for (let i = tree.starts[bar.frame] as number; i < end; i++) {
      const frame = tree.children[i] as number;
      const width = whole === 0 ? 0 : (tree.widths[frame] as number) / whole;
      // Those after it are narrower still.
      if (width < leastWidth) {
        isWhole = false;
        break;
      }
      waiting.push({ frame, row: bar.row + 1, left, width });
      left += width;
    }
  }
  if (below.length <= mostBars) return { bars: [...bars, ...below], isWhole };
  const narrowest = below.map(({ width }) => width).sort((a, b) => b - a)[mostBars] ?? 0;
  // A frame is at least as wide as what it calls, so no frame is left without its caller.
  return { bars: [...bars, ...below.filter(({ width }) => width > narrowest)], isWhole: false };
}

/** The frames from the root to the caller of a frame. */
function pathTo({ parents }: FlameTree, frame: number): number[] {
  const path: number[] = [];
  for (let at = parents[frame] ?? -1; at >= 0; at = parents[at] as number) path.unshift(at);
  return path;
}
