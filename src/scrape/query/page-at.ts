import type { MetricSample } from '../parse-metrics-page.ts';
import { isLevelMetric } from './metric-roles.ts';
import { advance, type Cursor, type Strand } from './strand.ts';

/**
 * The samples that count at a time. Of what several exporters say alike (replicas, one that two jobs scrape) the newest
 * counts: it was looked at last.
 */
export function pageAt(
  cursors: readonly Cursor[],
  atMs: number,
  counts: (strand: Strand) => boolean,
): MetricSample[] {
  const page: MetricSample[] = [];
  const newest = new Map<number, Strand>();
  for (const cursor of cursors) {
    advance(cursor, atMs);
    const { strand } = cursor;
    if (Number.isNaN(strand.lastMs) || !counts(strand)) continue;
    if (!strand.hasTwin) page.push(sampleOf(strand));
    else if (isNewer(strand, newest.get(strand.alike))) newest.set(strand.alike, strand);
  }
  for (const strand of newest.values()) page.push(sampleOf(strand));
  return page;
}

/** Of one time, as steps have it: the floor of both is the lower one; what only grows was more when it was looked at last. */
function isNewer(one: Strand, other: Strand | undefined): boolean {
  if (other === undefined) return true;
  if (one.lastMs !== other.lastMs) return one.lastMs > other.lastMs;
  return isLevelMetric(one.name)
    ? one.lastValue < other.lastValue
    : one.lastValue > other.lastValue;
}

function sampleOf({ name, labels, lastValue }: Strand): MetricSample {
  return { name, labels, value: lastValue };
}
