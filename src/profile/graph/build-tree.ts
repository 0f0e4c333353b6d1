import type { Profile } from '../profile.ts';
import type { GraphOptions } from './build-graph.ts';
import type { Edge, Graph } from './graph.ts';
import type { NodeTable } from './node-table.ts';
import { TagTable } from './tag-table.ts';
import { weightyNodes } from './weighty-nodes.ts';

/**
 * Adds up the stacks of a profile without joining them: a node for each path from the root
 * (internal/graph newTree, `-call_tree`). `kept` and `edgesInto` of the options are not looked at.
 */
export function buildTree(profile: Profile, table: NodeTable, options: GraphOptions): Graph {
  const { paths, base } = findPaths(profile, table, options);
  const count = base.length;
  const isMean = options.weighing.divisor >= 0;
  const graph: Graph = {
    table: {
      ...table,
      count,
      info: (node) => table.info(base[node] as number),
      name: (node) => table.name(base[node] as number),
      compare: (a, b) => table.compare(base[a] as number, base[b] as number),
    },
    flat: new Float64Array(count),
    cum: new Float64Array(count),
    flatDivisor: isMean ? new Float64Array(count) : null,
    cumDivisor: isMean ? new Float64Array(count) : null,
    nodes: [],
    into: [],
    outOf: [],
    tags: options.tagsOf === null ? null : new TagTable(),
  };
  for (const path of paths) addPath(graph, path, options);
  graph.nodes = weightyNodes(graph, options.dropNegative);
  return graph;
}

type Step = { readonly node: number; readonly inline: boolean };
type Path = {
  readonly stack: number;
  readonly value: number;
  readonly divisor: number;
  readonly steps: readonly Step[];
};

/** The way of each stack from the root, in nodes of the tree; `base`: the node of the table for each. */
function findPaths(
  profile: Profile,
  { starts, groups: nodes }: NodeTable,
  { weighing }: GraphOptions,
) {
  const { stacks, sampleTypes } = profile;
  const children = new Map<string, number>();
  const base: number[] = [];
  const paths: Path[] = [];
  for (let stack = 0; stack < stacks.count; stack++) {
    const row = stack * sampleTypes.length;
    const value = stacks.values[row + weighing.column] as number;
    const divisor = weighing.divisor < 0 ? 0 : (stacks.values[row + weighing.divisor] as number);
    if (value === 0 && divisor === 0) continue;
    const steps: Step[] = [];
    let parent = -1;
    for (const location of stacks.locations
      .subarray(stacks.starts[stack], stacks.starts[stack + 1])
      .toReversed()) {
      const last = (starts[location + 1] as number) - 1;
      for (let slot = last; slot >= (starts[location] as number); slot--) {
        const key = `${parent} ${nodes[slot]}`;
        const node = children.get(key) ?? base.push(nodes[slot] as number) - 1;
        children.set(key, node);
        steps.push({ node, inline: slot !== last });
        parent = node;
      }
    }
    paths.push({ stack, value, divisor, steps });
  }
  return { paths, base };
}

function addPath(graph: Graph, { stack, value, divisor, steps }: Path, options: GraphOptions) {
  const tags = options.tagsOf?.(stack);
  for (const [i, { node, inline }] of steps.entries()) {
    add(graph.cum, node, value);
    if (graph.cumDivisor !== null) add(graph.cumDivisor, node, divisor);
    if (tags !== undefined) graph.tags?.addCum(node, tags, value, divisor);
    const parent = steps[i - 1];
    if (parent !== undefined) addEdge(graph, parent.node, node, value, divisor, inline);
  }
  const leaf = steps.at(-1);
  if (leaf === undefined) return;
  add(graph.flat, leaf.node, value);
  if (graph.flatDivisor !== null) add(graph.flatDivisor, leaf.node, divisor);
  if (tags !== undefined) graph.tags?.addFlat(leaf.node, tags, value, divisor);
}

function add(weights: Float64Array, node: number, value: number): void {
  weights[node] = (weights[node] as number) + value;
}

function addEdge(
  { into, outOf }: Graph,
  from: number,
  to: number,
  value: number,
  divisor: number,
  inline: boolean,
): void {
  into[to] ??= new Map();
  outOf[from] ??= new Map();
  const edge: Edge = into[to].get(from) ?? {
    from,
    to,
    weight: 0,
    divisor: 0,
    residual: false,
    inline,
  };
  edge.weight += value;
  edge.divisor += divisor;
  edge.inline &&= inline;
  into[to].set(from, edge);
  outOf[from].set(to, edge);
}
