import { addCum } from '../add-cum.ts';
import type { Profile } from '../profile.ts';
import type { NodeTable } from './node-table.ts';

/** The flat and cumulative weight of each node. */
export type Weights = { readonly flat: Float64Array; readonly cum: Float64Array };

/**
 * Flat and cum of every node for one column: what a table needs, without edges. It goes over the stacks
 * once with nothing else in the loop, since this is where the time of `-top` is spent.
 */
export function weighStacks(profile: Profile, table: NodeTable, column: number): Weights {
  const { count, starts, locations, values } = profile.stacks;
  const width = profile.sampleTypes.length;
  const flat = new Float64Array(table.count);
  const cum = new Float64Array(table.count);
  const seen = new Int32Array(table.count).fill(-1);
  const { starts: slots, nodes } = table;
  const groups = { starts: slots, groups: nodes };
  for (let stack = 0; stack < count; stack++) {
    const value = values[stack * width + column] as number;
    const from = starts[stack] as number;
    const to = starts[stack + 1] as number;
    if (value === 0 || from === to) continue;
    const leaf = nodes[slots[locations[from] as number] as number] as number;
    flat[leaf] = (flat[leaf] as number) + value;
    for (let i = from; i < to; i++) {
      addCum(groups, locations[i] as number, stack, value, cum, seen);
    }
  }
  return { flat, cum };
}
