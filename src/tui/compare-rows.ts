import { verdictRank } from '../model/verdict.ts';
import { compareUrgency, type Row } from '../render/urgency.ts';
import { limitShare } from '../render/verdict-text.ts';
import { sinceOf } from './since-of.ts';
import type { Sort, SortKey } from './view.ts';

/** Less than 0 when `a` stands above `b`. */
export type Compare = (a: Row, b: Row) => number;

/** The largest first, and what has none last. */
const figures: Readonly<Partial<Record<SortKey, (row: Row) => number | null>>> = {
  level: ({ shown }) => usedShare(shown.verdict),
  rate: ({ shown }) => shown.verdict?.leakRatePerSecond ?? null,
  limit: ({ shown }) => negated(shown.verdict?.timeToLimitSeconds ?? null),
  since: (row) => negated(sinceOf(row)),
  verdict: ({ shown }) => (shown.verdict === null ? null : verdictRank[shown.verdict.kind]),
};

/**
 * The order for a sort: what a person looks for first stands first (the largest level, the shortest time), and
 * what has no such figure last, also when it is reversed. Equals by urgency, then by name.
 */
export function compareRows({ key, reversed }: Sort): Compare {
  const sign = reversed ? -1 : 1;
  const first = firstOf(key, sign);
  return (a, b) => first(a, b) || compareUrgency(a, b) || byName(a, b);
}

function firstOf(key: SortKey, sign: number): Compare {
  if (key === 'urgency') return (a, b) => sign * compareUrgency(a, b);
  if (key === 'name') return (a, b) => sign * byName(a, b);
  if (key === 'culprit') return (a, b) => named(culpritOf(a), culpritOf(b), sign);
  const figure = figures[key];
  if (figure === undefined) return () => 0;
  return (a, b) => {
    const [one, other] = [figure(a), figure(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return sign * (other - one);
  };
}

function byName(a: Row, b: Row): number {
  return (
    compare(a.shown.target.workload, b.shown.target.workload) ||
    compare(a.shown.target.id, b.shown.target.id)
  );
}

/** By code units: a thousand names are put in order four times a second. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function named(a: string, b: string, sign: number): number {
  if (a === '' || b === '') return Number(a === '') - Number(b === '');
  return sign * compare(a, b);
}

function culpritOf({ incident }: Row): string {
  return incident?.culprits[0]?.function ?? '';
}

function negated(value: number | null): number | null {
  return value === null ? null : -value;
}

/** The part of the limit that is used: of two services the one that is nearer to its end stands first. Without a limit the bytes alone, far behind. */
function usedShare(verdict: Row['shown']['verdict']): number | null {
  if (verdict === null || verdict.value === null) return null;
  return verdict.limitBytes === null ? verdict.value / 2 ** 60 : limitShare(verdict);
}
