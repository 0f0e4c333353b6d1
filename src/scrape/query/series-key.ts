import type { Labels } from '../../model/labels.ts';

/** What tells one series from all others: its labels, the metric's name among them, in one text. */
export function seriesKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
