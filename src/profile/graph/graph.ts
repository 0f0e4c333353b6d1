import type { NodeTable } from './node-table.ts';
import type { TagTable } from './tag-table.ts';

/** A call from one node to another, and the weight of the stacks that go over it. */
export type Edge = {
  from: number;
  readonly to: number;
  weight: number;
  /** Of `-mean`: what the weight is divided by; 0: nothing. */
  divisor: number;
  /** Nodes between the two are not shown. */
  residual: boolean;
  /** Folded into its caller wherever it was called. */
  inline: boolean;
};

/** The flat and cumulative weight of each node, and the calls between them. */
export type Graph = {
  readonly table: NodeTable;
  readonly flat: Float64Array;
  readonly cum: Float64Array;
  /** Of `-mean`: what the weights are divided by; null: nothing. */
  readonly flatDivisor: Float64Array | null;
  readonly cumDivisor: Float64Array | null;
  /** The nodes that are part of the graph, in the order in which they are shown. */
  nodes: number[];
  /** The edges of each node by the node at the other end; empty where no edges were asked for. */
  readonly into: Map<number, Edge>[];
  readonly outOf: Map<number, Edge>[];
  /** What the stacks of each node are labelled with; null: not asked for. */
  readonly tags: TagTable | null;
};

/** Which columns of a profile are weighed. */
export type Weighing = {
  readonly column: number;
  /** The column that `-mean` divides by; -1: none. */
  readonly divisor: number;
};
