import type { GrowthSeries } from './growth-trend.ts';
import type { SiteRow } from './site-history.ts';

/** Go's size classes that tables of 1024 slots of 8 to 25 bytes come into. */
const classes = new Set([9472, 13568, 14336, 18432, 21760, 24576, 27264]);
/** Larger objects take whole pages. */
const largestClass = 32 * 1024;
const pageBytes = 8192;

/** The part of a map that it may grow by at a time; what else grows in steps does so by smaller ones. */
export const tableStep = 0.25;

/** Which part of what was made so far is freed, where it is half: few are sampled, and some wait for a collection. */
const freed = { least: 0.2, most: 0.7 };
/** Sampled tables from which that says something of a moment, and of the whole. */
const leastMade = { now: 4, whole: 8 };

/**
 * Whether an object may be the table of a map that has many: since Go 1.24 a map has tables of at most 1024 slots, and
 * one that is full is replaced by two of the same size (Go's internal/runtime/maps/table.go: `split`). A table takes
 * 1024 × (1 + slot) bytes, rounded up to a size class, or to pages of 8 KiB from 32 KiB on. A power of two is more often
 * somebody's buffer.
 */
export function isTableSize(bytes: number): boolean {
  if (classes.has(bytes)) return true;
  return bytes > largestClass && bytes % pageBytes === 0 && !Number.isInteger(Math.log2(bytes));
}

/**
 * Whether the tables of a site were split from the start: at every capture about half of those made so far were gone. A
 * cache frees nothing until it is full.
 *
 *     made    7  18  32  56        made    7  18  32  56
 *     freed   3   8  13  30        freed   0   0   8  30   a cache that has filled up
 */
export function splitsTables(
  rows: readonly Pick<SiteRow, 'made' | 'freed'>[],
  site: number,
): boolean {
  const history = rows.map((row) => ({ made: row.made[site] ?? 0, freed: row.freed[site] ?? 0 }));
  const isHalf = history
    .filter((at) => at.made >= leastMade.now)
    .every((at) => at.freed >= freed.least * at.made && at.freed <= freed.most * at.made);
  return isHalf && (history.at(-1)?.made ?? 0) >= leastMade.whole;
}

/** A map of many tables: what it frees it has replaced by two, and it allocates more the larger it is. */
export function splitsItself({
  values,
  stepSize,
}: Pick<GrowthSeries, 'values' | 'stepSize'>): boolean {
  return stepSize > 0 && stepSize >= 0.9 * tableStep * (values.at(-1) ?? 0);
}
