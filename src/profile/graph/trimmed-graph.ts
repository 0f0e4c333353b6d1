import type { Profile } from '../profile.ts';
import { weighStacks } from '../weigh-stacks.ts';
import { buildGraph, type GraphOptions } from './build-graph.ts';
import { buildTree } from './build-tree.ts';
import type { Graph, Weighing } from './graph.ts';
import type { NodeTable } from './node-table.ts';
import { type NodeOrder, sortNodes } from './sort-nodes.ts';
import type { TagReader } from './tag-table.ts';
import { removeRedundantEdges, trimEdges, trimTree } from './trim-edges.ts';
import { weightyNodes } from './weighty-nodes.ts';

/** How much of a graph is shown. */
export type TrimOptions = {
  readonly weighing: Weighing;
  readonly order: NodeOrder;
  readonly isTree: boolean;
  readonly dropNegative: boolean;
  /** 0: no limit. */
  readonly nodeCount: number;
  readonly nodeFraction: number;
  readonly edgeFraction: number;
  /** `inline`: only those into nodes that were folded into a caller somewhere, to tell how often. */
  readonly edges: 'all' | 'inline' | 'none';
  readonly tagsOf: TagReader | null;
};

/** What is left of a graph, and how much went. */
export type TrimmedGraph = {
  readonly graph: Graph;
  /** Nodes before the limit on their number. */
  readonly nodesBefore: number;
  readonly droppedNodes: number;
  readonly droppedEdges: number;
};

/** A nodelet in a picture counts as a node; a node has so many at most. */
const maxNodelets = 4;

/**
 * Builds the graph of a profile and takes out what is too light to show, in pprof's steps
 * (internal/report newTrimmedGraph). The cutoff is a fraction of the net sum of flat weights. After each
 * step the graph is built anew from the stacks, so that weights stay exact.
 */
export function trimmedGraph(
  profile: Profile,
  table: NodeTable,
  options: TrimOptions,
): TrimmedGraph {
  const build = (kept: Uint8Array | null) => buildPart(profile, table, options, kept);
  let kept: Uint8Array | null = null;
  const weightsDo = whenWeightsDo(options);
  let graph = weightsDo === 'never' ? build(kept) : weightsAlone(profile, table, options);
  const net = graph.nodes.reduce((sum, node) => sum + (graph.flat[node] as number), 0);
  const nodeCutoff = Math.abs(Math.trunc(net * options.nodeFraction));
  const edgeCutoff = Math.abs(Math.trunc(net * options.edgeFraction));
  const keepOnly = (nodes: readonly number[]) => {
    if (options.isTree) trimTree(graph, new Set(nodes));
    // Weights of kept nodes stay what they are: only edges have to be found again.
    else if (options.edges !== 'all') graph.nodes = [...nodes];
    if (!options.isTree) {
      kept = new Uint8Array(table.count);
      for (const node of nodes) kept[node] = 1;
      if (options.edges === 'all') graph = build(kept);
    }
  };
  const { cum } = graph;
  const heavy = graph.nodes.filter((node) => Math.abs(cum[node] as number) >= nodeCutoff);
  const droppedNodes = nodeCutoff > 0 ? graph.nodes.length - heavy.length : 0;
  if (droppedNodes > 0) keepOnly(heavy);
  else if (weightsDo === 'first') graph = build(kept);
  const nodesBefore = graph.nodes.length;
  sortNodes(graph, options.order);
  if (options.nodeCount > 0) {
    graph.tags?.trim(graph.nodes, nodeCutoff);
    trimEdges(graph, edgeCutoff);
    const top = topNodes(graph, options);
    if (top.length !== graph.nodes.length) {
      keepOnly(top);
      sortNodes(graph, options.order);
    }
  }
  if (options.edges === 'inline') graph = withInlineEdges(profile, graph, options, kept);
  graph.tags?.trim(graph.nodes, nodeCutoff);
  const droppedEdges = trimEdges(graph, edgeCutoff);
  if (options.order === 'entropy') removeRedundantEdges(graph);
  return { graph, nodesBefore, droppedNodes, droppedEdges };
}

/**
 * Where weights alone are enough: throughout, where no edges are shown; or at first, for what is too light,
 * since the edges and labels of all nodes would be found for nothing.
 */
function whenWeightsDo({
  edges,
  weighing,
  isTree,
  nodeFraction,
}: TrimOptions): 'always' | 'first' | 'never' {
  if (weighing.divisor >= 0) return 'never';
  if (edges !== 'all') return 'always';
  return isTree || nodeFraction <= 0 ? 'never' : 'first';
}

function weightsAlone(
  profile: Profile,
  table: NodeTable,
  { weighing, dropNegative }: TrimOptions,
): Graph {
  const { flat, cum } = weighStacks(profile, table, weighing.column);
  const plain = { flatDivisor: null, cumDivisor: null, into: [], outOf: [], tags: null };
  const graph = { table, flat, cum, ...plain, nodes: [] };
  return { ...graph, nodes: weightyNodes(graph, dropNegative) };
}

function buildPart(
  profile: Profile,
  table: NodeTable,
  { weighing, dropNegative, tagsOf, isTree, edges }: TrimOptions,
  kept: Uint8Array | null,
): Graph {
  const edgesInto = edges === 'all' ? null : new Uint8Array(table.count);
  const rest = { edgesInto, through: null, dropNegative, tagsOf };
  const options: GraphOptions = { weighing, kept, ...rest };
  return isTree ? buildTree(profile, table, options) : buildGraph(profile, table, options);
}

/** The first nodes, as many as are wanted; in a picture their nodelets count too. */
function topNodes(graph: Graph, { order, nodeCount }: TrimOptions): readonly number[] {
  if (order !== 'entropy') return graph.nodes.slice(0, nodeCount);
  let count = 0;
  for (const [i, node] of graph.nodes.entries()) {
    count += Math.min(flatTags(graph, node), maxNodelets) + 1;
    if (count >= nodeCount) return graph.nodes.slice(0, i + 1);
  }
  return graph.nodes.slice(0, nodeCount);
}

function flatTags({ tags }: Graph, node: number): number {
  if (tags === null) return 0;
  const { texts, numbers } = tags.of(node);
  const all = [texts, ...numbers.values()].flatMap((byName) => [...byName.values()]);
  return all.filter(({ flat }) => flat !== 0).length;
}

/** The same graph with edges into those of its nodes that some location has as an inlined call. */
function withInlineEdges(
  profile: Profile,
  graph: Graph,
  { weighing, dropNegative }: TrimOptions,
  kept: Uint8Array | null,
): Graph {
  const edgesInto = inlinedNodes(graph);
  if (!graph.nodes.some((node) => edgesInto[node] === 1)) return graph;
  const through = locationsOf(graph, edgesInto);
  const options = { weighing, kept, edgesInto, through, dropNegative, tagsOf: null };
  const { into, outOf } = buildGraph(profile, graph.table, options);
  return { ...graph, into, outOf };
}

/** The nodes that are an inlined call on some location: 1. */
function inlinedNodes({ table: { count, starts, groups } }: Graph): Uint8Array {
  const inlined = new Uint8Array(count);
  for (let location = 0; location + 1 < starts.length; location++) {
    const last = (starts[location + 1] as number) - 1;
    for (let slot = starts[location] as number; slot < last; slot++) {
      inlined[groups[slot] as number] = 1;
    }
  }
  return inlined;
}

/** The locations with one of the nodes: 1. */
function locationsOf({ table: { starts, groups } }: Graph, nodes: Uint8Array): Uint8Array {
  const found = new Uint8Array(starts.length - 1);
  for (let location = 0; location < found.length; location++) {
    const end = starts[location + 1] as number;
    for (let slot = starts[location] as number; slot < end; slot++) {
      if (nodes[groups[slot] as number] === 1) found[location] = 1;
    }
  }
  return found;
}
