import type { Bucket } from './bucket-table.ts';
import type { StackTable } from './stack-table.ts';
import { type TopRow, topRows } from './top-table.ts';

/**
 * The functions that grew or shrank most between the first and the last capture, flat and cum, in the
 * unit of the buckets, ordered as `pprof -top -base` orders them: `count` of them, and those of `always`.
 */
export function growthTop(
  buckets: Iterable<Bucket>,
  stacks: StackTable,
  count: number,
  always: readonly string[] = [],
): readonly TopRow[] {
  const { calls } = stacks;
  const { texts } = calls;
  // By name, which is a text among others: functions of one name in two files are one.
  const flat = new Float64Array(texts.count);
  const cum = new Float64Array(texts.count);
  /** The last stack that counted for a name: a recursion counts once. */
  const counted = new Int32Array(texts.count).fill(-1);
  for (const [stack, growth] of growthOfStacks(buckets, stacks.count).entries()) {
    if (growth === 0) continue;
    const path = stacks.functions(stack);
    for (const [depth, id] of path.entries()) {
      const name = calls.nameOf(id);
      if (depth === 0) flat[name] = (flat[name] as number) + growth;
      if (counted[name] === stack) continue;
      counted[name] = stack;
      cum[name] = (cum[name] as number) + growth;
    }
  }
  const top = topRows(flat, cum, (name) => texts.get(name), count);
  const shown = new Set(top.map((row) => row.function));
  const further = always.flatMap((name): TopRow[] => {
    const text = texts.find(name);
    if (text < 0 || counted[text] === -1 || shown.has(name)) return [];
    return [{ function: name, flat: flat[text] as number, cum: cum[text] as number }];
  });
  return [...top, ...further];
}

function growthOfStacks(buckets: Iterable<Bucket>, count: number): Float64Array {
  const growths = new Float64Array(count);
  for (const { stack, first, now } of buckets) {
    growths[stack] = (growths[stack] as number) + now.value - first.value;
  }
  return growths;
}
