import { verdictRank } from '../../../model/verdict.ts';
import { parseRowFilter } from '../../row-filter.ts';
import type { Row } from '../../urgency.ts';
import { limitShare } from '../../verdict-text.ts';
import type { FleetQuery, FleetSort } from './fleet-query.ts';

/** Rows that one page has: what a browser lays out at once, and a reader looks through. */
const rowsOfPage = 100;

/** The rows that a query asks for, and the part of them that its page shows. */
export type FleetRows = {
  readonly shown: readonly Row[];
  /** How many the filter leaves, and the place of the first shown one among them, from 0. */
  readonly matched: number;
  readonly first: number;
  readonly page: number;
  readonly pages: number;
  /** How many of the matched are of a workload. */
  readonly sizes: ReadonlyMap<string, number>;
  /** What is wrong with the filter, which then lets nothing through. */
  readonly problem: string | null;
};

/** Filters, orders, groups and pages `rows`, which come most urgent first. */
export function fleetRows(rows: readonly Row[], query: FleetQuery): FleetRows {
  const isWanted = parseRowFilter(query.q, rows);
  const matching = isWanted.ok ? rows.filter(isWanted.value) : [];
  const ordered = inOrder(matching, query);
  const groups = Map.groupBy(ordered, ({ shown }) => shown.target.workload);
  const all = query.grouped ? [...groups.values()].flat() : ordered;
  const pages = Math.max(1, Math.ceil(all.length / rowsOfPage));
  const page = Math.min(query.page, pages);
  const first = (page - 1) * rowsOfPage;
  return {
    shown: all.slice(first, first + rowsOfPage),
    matched: all.length,
    first,
    page,
    pages,
    sizes: new Map([...groups].map(([workload, of]) => [workload, of.length])),
    problem: isWanted.ok ? null : isWanted.reason,
  };
}

/** What a row is ordered by; null stands last, whichever way round. */
const keys: Readonly<Record<FleetSort, (row: Row) => string | number | null>> = {
  urgency: () => null,
  workload: ({ shown }) => shown.target.workload,
  signal: ({ shown }) => shown.verdict?.signal ?? null,
  level: ({ shown }) => levelOf(shown.verdict),
  rate: ({ shown }) => shown.verdict?.leakRatePerSecond ?? null,
  time: ({ shown }) => shown.verdict?.timeToLimitSeconds ?? null,
  verdict: ({ shown }) => (shown.verdict === null ? null : verdictRank[shown.verdict.kind]),
  culprit: ({ incident }) => incident?.culprits[0]?.function ?? null,
};

/** Orders that begin with the most, where the others begin with the least. */
const mostFirst: readonly FleetSort[] = ['level', 'rate', 'verdict'];

/** Whether the table stands with the greatest first. */
export function isDescending({ sort, reversed }: Pick<FleetQuery, 'sort' | 'reversed'>): boolean {
  return mostFirst.includes(sort) !== reversed;
}

function inOrder(rows: readonly Row[], query: FleetQuery): readonly Row[] {
  if (query.sort === 'urgency') return query.reversed ? rows.toReversed() : rows;
  const keyOf = keys[query.sort];
  const sign = isDescending(query) ? -1 : 1;
  // Equals keep their urgency: the sort is stable.
  return rows
    .map((row) => ({ row, key: keyOf(row) }))
    .sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      return sign * compare(a.key, b.key);
    })
    .map(({ row }) => row);
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'string' ? a.localeCompare(String(b)) : a - Number(b);
}

/** The share of the limit that is used: it says more than bytes; without a limit the least is known. */
function levelOf(verdict: Row['shown']['verdict']): number | null {
  return verdict === null ? null : limitShare(verdict);
}
