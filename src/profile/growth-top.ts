import type { Frame } from '../model/culprit.ts';
import type { Bucket } from './bucket-table.ts';
import { type TopRow, topRows } from './top-table.ts';

/**
 * The functions that grew or shrank most between the first and the last capture, flat and cum, in the
 * unit of the buckets, ordered as `pprof -top -base` orders them: `count` of them, and those of `always`.
 */
export function growthTop(
  buckets: Iterable<Bucket>,
  framesOf: (stack: number) => readonly Frame[],
  count: number,
  always: readonly string[] = [],
): readonly TopRow[] {
  const names: string[] = [];
  const ids = new Map<string, number>();
  const flat: number[] = [];
  const cum: number[] = [];
  const idOf = (name: string) => {
    const known = ids.get(name);
    if (known !== undefined) return known;
    ids.set(name, names.length);
    flat.push(0);
    cum.push(0);
    return names.push(name) - 1;
  };
  for (const [stack, growth] of growthOfStacks(buckets)) {
    const path = framesOf(stack).map((frame) => idOf(frame.function));
    const leaf = path[0];
    if (leaf !== undefined) flat[leaf] = (flat[leaf] as number) + growth;
    for (const id of new Set(path)) cum[id] = (cum[id] as number) + growth;
  }
  const nameOf = (id: number) => names[id] ?? '';
  const top = topRows(Float64Array.from(flat), Float64Array.from(cum), nameOf, count);
  const shown = new Set(top.map((row) => row.function));
  const further = always.flatMap((name): TopRow[] => {
    const id = ids.get(name);
    if (id === undefined || shown.has(name)) return [];
    return [{ function: name, flat: flat[id] as number, cum: cum[id] as number }];
  });
  return [...top, ...further];
}

function growthOfStacks(buckets: Iterable<Bucket>): ReadonlyMap<number, number> {
  const growths = new Map<number, number>();
  for (const { stack, first, now } of buckets) {
    const growth = now.value - first.value;
    if (growth !== 0) growths.set(stack, (growths.get(stack) ?? 0) + growth);
  }
  return growths;
}
