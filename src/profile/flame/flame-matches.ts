import type { Pattern } from '../filter/compile-pattern.ts';
import type { FlameTree } from './flame-tree.ts';

/** Which frames a search finds, and how much of the frame that is zoomed to they make up together. */
export type FlameMatches = { readonly isMatch: Uint8Array; readonly share: number };

// Where a frame is: not below the one that is zoomed to, below it, or below a match there.
const outside = 0;
const inside = 1;
const counted = 2;

/** Finds frames by name; of those within each other the outermost is counted. */
export function flameMatches(tree: FlameTree, pattern: Pattern, zoomed: number): FlameMatches {
  const { count, parents, nodes, widths, table } = tree;
  const isMatch = new Uint8Array(count);
  const places = new Uint8Array(count);
  let sum = 0;
  for (let frame = 0; frame < count; frame++) {
    const node = nodes[frame] as number;
    isMatch[frame] = Number(node >= 0 && pattern(table.name(node)));
    const around = frame === zoomed ? inside : (places[parents[frame] as number] ?? outside);
    const isCounted = around === inside && isMatch[frame] === 1;
    if (isCounted) sum += widths[frame] as number;
    places[frame] = isCounted ? counted : around;
  }
  const whole = widths[zoomed] as number;
  return { isMatch, share: whole === 0 ? 0 : sum / whole };
}
