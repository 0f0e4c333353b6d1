import type { Labels } from '../../model/labels.ts';

/**
 * What tells one series from all others: a hash of 53 bits of its labels, the metric's name among them.
 * The labels themselves would be half a kilobyte for each of a hundred thousand series; that two of
 * these are taken for one happens once in a million fleets of that size.
 */
export function seriesKey(labels: Labels): number {
  let [high, low] = [0x811c9dc5, 0x9e3779b9];
  for (const name of Object.keys(labels).sort()) {
    for (const text of [name, labels[name] ?? '']) {
      for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        high = Math.imul(high ^ unit, 0x01000193);
        low = Math.imul(low ^ unit, 0x85ebca6b);
        low ^= low >>> 15;
      }
      // No text has this unit at its end: `ab` `c` and `a` `bc` differ.
      high = Math.imul(high ^ 0xffff, 0x01000193);
      low = Math.imul(low ^ 0xffff, 0xc2b2ae35);
    }
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ (low >>> 13);
  low = Math.imul(low ^ (low >>> 16), 0xc2b2ae35) ^ (high >>> 16);
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}
