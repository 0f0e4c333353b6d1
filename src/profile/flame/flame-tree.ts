import { type NodeTable, nodeTable } from '../graph/node-table.ts';
import { trimPath } from '../graph/trim-path.ts';
import { IntList } from '../growing-array.ts';
import { TupleTable } from '../merge/tuple-table.ts';
import type { Profile } from '../profile.ts';
import type { Report } from '../report/report.ts';

/**
 * Every path from the root as a tree, in columns; frame 0 is the root, and a parent has a smaller
 * number than its children. The same report gives the same numbers.
 */
export type FlameTree = {
  readonly count: number;
  /** The frame that calls; -1 at the root. */
  readonly parents: Int32Array;
  /** The node of the table that each frame is a call of; -1 at the root. */
  readonly nodes: Int32Array;
  /** What each frame and all that it calls hold, in the sample type's unit. */
  readonly cum: Float64Array;
  /** What each frame holds itself. */
  readonly flat: Float64Array;
  /**
   * How wide each frame is: the sum of the sizes of all flats from it on. The same as `cum`, but in a
   * difference, where growth and shrinkage would cancel and both are to be seen.
   */
  readonly widths: Float64Array;
  /** The children of frame `i`, the widest first: `children[starts[i] .. starts[i + 1]]`. */
  readonly starts: Int32Array;
  readonly children: Int32Array;
  readonly table: NodeTable;
};

/** Joins the stacks of a report from their roots on, inlined calls as frames of their own. */
export function flameTree({ profile, options, weighing }: Report): FlameTree {
  const { stacks, sampleTypes } = profile;
  const table = nodeTable(profile, (path) =>
    trimPath(path, options.trim_path, options.source_path),
  );
  const paths = new PathTable();
  const leaves = new Int32Array(stacks.count);
  const weightOf = (stack: number) =>
    stacks.values[stack * sampleTypes.length + weighing.column] as number;
  for (let stack = 0; stack < stacks.count; stack++) {
    if (weightOf(stack) !== 0) leaves[stack] = leafOf(profile, table, paths, stack);
  }
  const { parents, nodes } = paths.done();
  const flat = new Float64Array(parents.length);
  for (let stack = 0; stack < stacks.count; stack++) {
    const leaf = leaves[stack] as number;
    flat[leaf] = (flat[leaf] as number) + weightOf(stack);
  }
  const widths = summed(parents, flat.map(Math.abs));
  return {
    count: parents.length,
    parents,
    nodes,
    flat,
    cum: summed(parents, flat),
    widths,
    ...childrenOf(parents, widths),
    table,
  };
}

/** Numbers paths from the root as they first come: each is its caller's path and a node. */
class PathTable {
  readonly #tuples = new TupleTable();
  readonly #tuple = new Int32Array(2);
  readonly #parents = new IntList(1024);
  readonly #nodes = new IntList(1024);

  constructor() {
    this.#parents.push(-1);
    this.#nodes.push(-1);
  }

  child(parent: number, node: number): number {
    this.#tuple[0] = parent;
    this.#tuple[1] = node;
    const frame = this.#tuples.intern(this.#tuple, 2) + 1;
    if (frame === this.#parents.length) {
      this.#parents.push(parent);
      this.#nodes.push(node);
    }
    return frame;
  }

  done() {
    return { parents: this.#parents.done(), nodes: this.#nodes.done() };
  }
}

function leafOf({ stacks }: Profile, table: NodeTable, paths: PathTable, stack: number): number {
  const from = stacks.starts[stack] as number;
  let frame = 0;
  for (let i = (stacks.starts[stack + 1] as number) - 1; i >= from; i--) {
    const location = stacks.locations[i] as number;
    const first = table.starts[location] as number;
    for (let slot = (table.starts[location + 1] as number) - 1; slot >= first; slot--) {
      frame = paths.child(frame, table.groups[slot] as number);
    }
  }
  return frame;
}

/** The sum of a value over each frame and all below it. */
function summed(parents: Int32Array, own: Float64Array): Float64Array {
  const sums = own.slice();
  for (let frame = sums.length - 1; frame > 0; frame--) {
    const parent = parents[frame] as number;
    sums[parent] = (sums[parent] as number) + (sums[frame] as number);
  }
  return sums;
}

function childrenOf(parents: Int32Array, widths: Float64Array) {
  const starts = new Int32Array(parents.length + 1);
  for (let frame = 1; frame < parents.length; frame++) {
    const slot = (parents[frame] as number) + 1;
    starts[slot] = (starts[slot] as number) + 1;
  }
  for (let i = 0; i < parents.length; i++) {
    starts[i + 1] = (starts[i + 1] as number) + (starts[i] as number);
  }
  const ends = starts.slice();
  const children = new Int32Array(Math.max(0, parents.length - 1));
  for (let frame = 1; frame < parents.length; frame++) {
    const parent = parents[frame] as number;
    children[ends[parent] as number] = frame;
    ends[parent] = (ends[parent] as number) + 1;
  }
  for (let i = 0; i < parents.length; i++) {
    const of = children.subarray(starts[i], starts[i + 1]);
    if (of.length > 1) of.sort((a, b) => (widths[b] as number) - (widths[a] as number) || a - b);
  }
  return { starts, children };
}
