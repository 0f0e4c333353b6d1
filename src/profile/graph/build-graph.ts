import type { Profile, Stacks } from '../profile.ts';
import type { Edge, Graph, Weighing } from './graph.ts';
import type { NodeTable } from './node-table.ts';
import { type StackTags, type TagReader, TagTable } from './tag-table.ts';
import { weightyNodes } from './weighty-nodes.ts';

/** What a graph is built with. */
export type GraphOptions = {
  readonly weighing: Weighing;
  /** Not 0: the node is kept; null: all are. */
  readonly kept: Uint8Array | null;
  /** Edges into which nodes: not 0. null: into all of them. */
  readonly edgesInto: Uint8Array | null;
  /** Only stacks with one of these locations: not 0. null: all stacks. */
  readonly through: Uint8Array | null;
  readonly dropNegative: boolean;
  /** Labels of each stack, for graphs that show them; null: not needed. */
  readonly tagsOf: TagReader | null;
};

/**
 * Adds up the stacks of a profile (internal/graph newGraph): cum once for each node of a stack, flat
 * for the innermost call if its node is kept, an edge once for each pair of neighbours. A pair with
 * nodes between that are not kept is residual.
 */
export function buildGraph(profile: Profile, table: NodeTable, options: GraphOptions): Graph {
  const builder = new GraphBuilder(profile, table, options);
  const { count } = profile.stacks;
  const { through } = options;
  for (let stack = 0; stack < count; stack++) {
    if (through === null || isThrough(profile.stacks, stack, through)) builder.add(stack);
  }
  return builder.done();
}

function isThrough({ starts, locations }: Stacks, stack: number, through: Uint8Array): boolean {
  const to = starts[stack + 1] as number;
  for (let i = starts[stack] as number; i < to; i++) {
    if (through[locations[i] as number] === 1) return true;
  }
  return false;
}

class GraphBuilder {
  readonly #profile: Profile;
  readonly #options: GraphOptions;
  readonly #graph: Graph;
  readonly #seen: Int32Array;
  readonly #seenEdges = new Set<Edge>();
  // Of the stack that is being added: its number and weights, and how far its calls have been followed.
  #stack = -1;
  #value = 0;
  #divisor = 0;
  #labels: StackTags | null = null;
  #parent = -1;
  #isResidual = false;

  constructor(profile: Profile, table: NodeTable, options: GraphOptions) {
    this.#profile = profile;
    this.#options = options;
    const { count } = table;
    const isMean = options.weighing.divisor >= 0;
    this.#seen = new Int32Array(count).fill(-1);
    this.#graph = {
      table,
      flat: new Float64Array(count),
      cum: new Float64Array(count),
      flatDivisor: isMean ? new Float64Array(count) : null,
      cumDivisor: isMean ? new Float64Array(count) : null,
      nodes: [],
      into: [],
      outOf: [],
      tags: options.tagsOf === null ? null : new TagTable(),
    };
  }

  add(stack: number): void {
    const { stacks, sampleTypes } = this.#profile;
    const { column, divisor } = this.#options.weighing;
    const row = stack * sampleTypes.length;
    const value = stacks.values[row + column] as number;
    const by = divisor < 0 ? 0 : (stacks.values[row + divisor] as number);
    if (value === 0 && by === 0) return;
    this.#stack = stack;
    this.#value = value;
    this.#divisor = by;
    this.#labels = this.#options.tagsOf?.(stack) ?? null;
    this.#parent = -1;
    this.#isResidual = false;
    this.#seenEdges.clear();
    const from = stacks.starts[stack] as number;
    for (let i = (stacks.starts[stack + 1] as number) - 1; i >= from; i--) {
      this.#addLocation(stacks.locations[i] as number);
    }
    if (this.#parent >= 0 && !this.#isResidual) this.#addFlat(this.#parent);
  }

  done(): Graph {
    this.#graph.nodes = weightyNodes(this.#graph, this.#options.dropNegative);
    return this.#graph;
  }

  #addLocation(location: number): void {
    const { kept } = this.#options;
    const { starts, groups: nodes } = this.#graph.table;
    const first = starts[location] as number;
    const last = (starts[location + 1] as number) - 1;
    for (let slot = last; slot >= first; slot--) {
      const node = nodes[slot] as number;
      if (kept !== null && kept[node] === 0) {
        this.#isResidual = true;
        continue;
      }
      if (this.#seen[node] !== this.#stack) this.#addCum(node);
      if (this.#parent >= 0 && this.#parent !== node) this.#addEdge(node, slot !== last);
      this.#parent = node;
      this.#isResidual = false;
    }
  }

  #addCum(node: number): void {
    const { cum, cumDivisor, tags } = this.#graph;
    this.#seen[node] = this.#stack;
    cum[node] = (cum[node] as number) + this.#value;
    if (cumDivisor !== null) cumDivisor[node] = (cumDivisor[node] as number) + this.#divisor;
    if (this.#labels !== null) tags?.addCum(node, this.#labels, this.#value, this.#divisor);
  }

  #addFlat(node: number): void {
    const { flat, flatDivisor, tags } = this.#graph;
    flat[node] = (flat[node] as number) + this.#value;
    if (flatDivisor !== null) flatDivisor[node] = (flatDivisor[node] as number) + this.#divisor;
    if (this.#labels !== null) tags?.addFlat(node, this.#labels, this.#value, this.#divisor);
  }

  #addEdge(to: number, inline: boolean): void {
    const { edgesInto } = this.#options;
    if (edgesInto !== null && edgesInto[to] === 0) return;
    const from = this.#parent;
    const { into, outOf } = this.#graph;
    into[to] ??= new Map();
    let edge = into[to].get(from);
    if (edge === undefined) {
      edge = { from, to, weight: 0, divisor: 0, residual: this.#isResidual, inline };
      into[to].set(from, edge);
      outOf[from] ??= new Map();
      outOf[from].set(to, edge);
    } else if (this.#seenEdges.has(edge)) return;
    this.#seenEdges.add(edge);
    edge.weight += this.#value;
    edge.divisor += this.#divisor;
    edge.residual ||= this.#isResidual;
    edge.inline &&= inline;
  }
}
