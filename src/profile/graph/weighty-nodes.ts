import type { Graph } from './graph.ts';

/** The nodes with any weight; without those that became less where that is wanted (`-drop_negative`). */
export function weightyNodes({ flat, cum }: Graph, dropNegative: boolean): number[] {
  const nodes: number[] = [];
  for (let node = 0; node < flat.length; node++) {
    const own = flat[node] as number;
    const all = cum[node] as number;
    const isNegative = own < 0 || (own === 0 && all < 0);
    if ((own !== 0 || all !== 0) && !(dropNegative && isNegative)) nodes.push(node);
  }
  return nodes;
}
