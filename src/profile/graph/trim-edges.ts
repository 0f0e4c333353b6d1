import type { Edge, Graph } from './graph.ts';
import { sortedEdges } from './sort-nodes.ts';

/** Takes out the edges into shown nodes that weigh less than the cutoff, and says how many they were. */
export function trimEdges(graph: Graph, cutoff: number): number {
  let dropped = 0;
  for (const node of graph.nodes) {
    for (const edge of graph.into[node]?.values() ?? []) {
      if (Math.abs(edge.weight) >= cutoff) continue;
      removeEdge(graph, edge);
      dropped++;
    }
  }
  return dropped;
}

/**
 * Takes out the residual edges whose ends are joined by another way, the lightest first: a picture is
 * easier to read without (internal/graph RemoveRedundantEdges).
 */
export function removeRedundantEdges(graph: Graph): void {
  for (const node of graph.nodes.toReversed()) {
    for (const edge of sortedEdges(graph, graph.into[node]?.values()).toReversed()) {
      // One that is heavier than a call without a gap stays.
      if (!edge.residual) break;
      if (isRedundant(graph, edge)) removeEdge(graph, edge);
    }
  }
}

/**
 * Takes nodes out of a tree: what a lost node called is called by its caller, over a residual edge
 * (internal/graph TrimTree).
 */
export function trimTree(graph: Graph, kept: ReadonlySet<number>): void {
  const before = graph.nodes;
  graph.nodes = before.filter((node) => kept.has(node));
  for (const node of before) if (!kept.has(node)) bypass(graph, node);
  removeRedundantEdges(graph);
}

function bypass(graph: Graph, node: number): void {
  const { into, outOf } = graph;
  const [above] = into[node]?.values() ?? [];
  const below = [...(outOf[node]?.values() ?? [])];
  if (above === undefined) {
    for (const edge of below) into[edge.to]?.delete(node);
    return;
  }
  outOf[above.from]?.delete(node);
  for (const edge of below) {
    into[edge.to]?.delete(node);
    into[edge.to]?.set(above.from, edge);
    outOf[above.from]?.set(edge.to, edge);
    edge.from = above.from;
    edge.residual = true;
    edge.inline = above.inline && edge.inline;
  }
}

function removeEdge({ into, outOf }: Graph, { from, to }: Edge): void {
  into[to]?.delete(from);
  outOf[from]?.delete(to);
}

/** Whether the start of the edge reaches its end without it. */
function isRedundant({ into }: Graph, edge: Edge): boolean {
  const seen = new Set([edge.to]);
  const queue = [edge.to];
  for (const node of queue) {
    for (const other of into[node]?.values() ?? []) {
      if (other === edge || seen.has(other.from)) continue;
      if (other.from === edge.from) return true;
      seen.add(other.from);
      queue.push(other.from);
    }
  }
  return false;
}
