import type { Snapshot } from '../model/snapshot.ts';
import { parseRowFilter } from '../render/row-filter.ts';
import { type Row, rowsOf } from '../render/urgency.ts';
import { compareRows } from './compare-rows.ts';
import type { View } from './view.ts';

/** A line of the fleet: a target, or a workload that stands for its targets below it. */
export type Entry =
  | { readonly kind: 'target'; readonly id: string; readonly row: Row; readonly isMember: boolean }
  | {
      readonly kind: 'group';
      readonly id: string;
      readonly workload: string;
      /** Its targets in the order of the fleet: the first is what the group is shown by. */
      readonly rows: readonly Row[];
      readonly first: Row;
      readonly isFolded: boolean;
    };

/** The fleet as the user wants to see it. */
export type Fleet = {
  readonly entries: readonly Entry[];
  /** How many targets there are, and how many the filter lets through. */
  readonly total: number;
  readonly matching: number;
  /** What is wrong with the filter, which then lets nothing through. */
  readonly problem: string | null;
};

/** The targets that the filter lets through, in the order that was chosen, by workload where that is wanted. */
export function fleetOf(
  snapshot: Snapshot,
  { filter, sort, isGrouped, folded }: Pick<View, 'filter' | 'sort' | 'isGrouped' | 'folded'>,
): Fleet {
  const all = rowsOf(snapshot);
  const isWanted = parseRowFilter(filter, all);
  const rows = (isWanted.ok ? all.filter(isWanted.value) : []).sort(compareRows(sort));
  const entries = isGrouped ? grouped(rows, folded) : rows.map((row) => single(row, false));
  const problem = isWanted.ok ? null : isWanted.reason;
  return { entries, total: snapshot.targets.length, matching: rows.length, problem };
}

/** A workload stands where its first target would; one with a single target is that target. */
function grouped(rows: readonly Row[], folded: readonly string[]): Entry[] {
  const byWorkload = new Map<string, Row[]>();
  for (const row of rows) {
    const { workload } = row.shown.target;
    const known = byWorkload.get(workload);
    if (known === undefined) byWorkload.set(workload, [row]);
    else known.push(row);
  }
  return [...byWorkload].flatMap(([workload, own]): Entry[] => {
    const [first] = own;
    if (first === undefined) return [];
    if (own.length === 1) return [single(first, false)];
    const isFolded = folded.includes(workload);
    const id = `workload ${workload}`;
    const head: Entry = { kind: 'group', id, workload, rows: own, first, isFolded };
    return isFolded ? [head] : [head, ...own.map((row) => single(row, true))];
  });
}

function single(row: Row, isMember: boolean): Entry {
  return { kind: 'target', id: row.shown.target.id, row, isMember };
}
