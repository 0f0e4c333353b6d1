import { compareText } from './compare-text.ts';
import type { Edge, Graph } from './graph.ts';
import { nodeKey } from './node-info.ts';

/** What nodes are ordered by: their own weight, all their weight, or how much they tell in a picture. */
export type NodeOrder = 'flat' | 'cum' | 'entropy';

/**
 * Orders the nodes of a graph as pprof does (internal/graph Nodes.Sort): the heaviest first, then by
 * name, then by the other weight.
 */
export function sortNodes(graph: Graph, order: NodeOrder): void {
  const { flat, cum, table, nodes } = graph;
  const scores = order === 'entropy' ? entropyScores(graph) : null;
  const size = (weights: Float64Array, node: number) => Math.abs(weights[node] as number);
  const main = order === 'cum' ? cum : flat;
  const score = (node: number) => (scores === null ? size(main, node) : (scores[node] as number));
  const second = order === 'flat' ? cum : flat;
  nodes.sort((a, b) => {
    const difference = score(b) - score(a);
    if (difference !== 0) return difference;
    const named = table.compare(a, b);
    if (named !== 0) return named;
    const other = size(second, b) - size(second, a);
    return other !== 0 ? other : compareText(nodeKey(table.info(a)), nodeKey(table.info(b)));
  });
}

/** The edges of a node, the heaviest first, then by the names at both ends. */
export function sortedEdges({ table }: Graph, edges: Iterable<Edge> | undefined): Edge[] {
  return [...(edges ?? [])].sort((a, b) => {
    const difference = Math.abs(b.weight) - Math.abs(a.weight);
    if (difference !== 0) return difference;
    return table.compare(a.from, b.from) || table.compare(a.to, b.to);
  });
}

/**
 * How much each node tells: its cum times the entropy of its edges in bits, plus its flat. A node that
 * only passes on what comes in tells little (internal/graph entropyScore).
 */
function entropyScores(graph: Graph): Float64Array {
  const scores = new Float64Array(graph.flat.length);
  for (const node of graph.nodes) {
    const own = graph.flat[node] as number;
    const bits = entropy(graph.into[node], 0) + entropy(graph.outOf[node], own);
    const weighed = Math.trunc(bits * (graph.cum[node] as number));
    const fits = Math.abs(weighed) < 2 ** 63;
    scores[node] = fits ? Math.abs(weighed + own) : overflown(own);
  }
  return scores;
}

/**
 * The score where a difference has an edge of weight 0 or a negative sum, whose entropy is no number,
 * or one beyond an int64: Go turns that into the smallest int64, adds the flat and takes the size,
 * which overflows. So a node with a flat comes first (the smaller the sooner) and one without comes
 * last. What stands for it here is beyond every other score and falls as the flat grows.
 */
function overflown(own: number): number {
  return own === 0 ? -1 : 2 ** 120 / (1 + Math.abs(own));
}

/** Entropy of the weights of edges and of what stays; 1 where there are no edges. */
function entropy(edges: ReadonlyMap<number, Edge> | undefined, own: number): number {
  if (edges === undefined || edges.size === 0) return 1;
  let total = own;
  for (const { weight } of edges.values()) if (weight > 0) total += weight;
  if (total === 0) return 0;
  const bits = (weight: number) => {
    const share = Math.abs(weight) / total;
    return -share * Math.log2(share);
  };
  let sum = own > 0 ? bits(own) : 0;
  for (const { weight } of edges.values()) sum += bits(weight);
  return sum;
}
