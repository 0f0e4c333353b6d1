import type { Diff } from '../../model/culprit.ts';
import type { FlameTree } from '../../profile/flame/flame-tree.ts';
import { shortFunctionName } from '../../profile/report/short-function-name.ts';
import { printable } from '../printable.ts';
import type { FlameData } from './leak-report.ts';

/** Frames that a report carries: some 30 bytes each, and names beside them. */
const mostFrames = 12_000;
/** What is narrower than a pixel even when it is zoomed to by its caller's caller is of no use. */
const leastShare = 1 / 20_000;

/**
 * A flame tree as plain data for a page without a server: the widest frames, whose callers are as wide at least, so
 * that each is there with its path.
 */
export function flameData(tree: FlameTree, unit: Diff['unit']): FlameData {
  const { widths, parents, nodes, cum, flat, table } = tree;
  const least = Math.max(leastShare * (widths[0] ?? 0), nthWidest(widths, mostFrames));
  const kept = Array.from({ length: tree.count }, (_, frame) => frame).filter(
    (frame) => frame === 0 || (widths[frame] as number) > least,
  );
  const places = new Map(kept.map((frame, i) => [frame, i]));
  const names = new Map<number, number>();
  const named = kept.map((frame) => {
    const node = nodes[frame] as number;
    if (node < 0) return -1;
    const known = names.get(node) ?? names.size;
    names.set(node, known);
    return known;
  });
  // The page's script shows them as they are.
  const texts = [...names.keys()].map((node) => printable(table.name(node)));
  const column = (values: Float64Array) => kept.map((frame) => Math.round(values[frame] as number));
  return {
    unit,
    names: texts,
    labels: texts.map(shortFunctionName),
    parents: kept.map((frame) => places.get(parents[frame] as number) ?? -1),
    nodes: named,
    cum: column(cum),
    flat: column(flat),
    widths: column(widths),
  };
}

function nthWidest(widths: Float64Array, n: number): number {
  return widths.length <= n ? 0 : (widths.toSorted((a, b) => b - a)[n] ?? 0);
}
