import { median } from 'simple-statistics';
import type { Block } from './block.ts';
import { fallsKept } from './block-plan.ts';
import { constants } from './constants.ts';
import { never, trackPart as part } from './track-part.ts';

/** Notes falls of 10 %, collections most of them, and their rhythm. A fall is counted once: the top starts anew below it. */
export function noteFall(block: Block, at: number, value: number): void {
  const { cells, base } = block;
  const top = cells.getFloat64(base + part.top, true);
  if (value >= top) {
    cells.setFloat64(base + part.top, value, true);
    return;
  }
  if (value >= top * (1 - constants.collectionFall)) return;
  const fellAt = cells.getInt32(base + part.fellAt, true);
  if (fellAt !== never) noteInterval(block, at - fellAt);
  cells.setInt32(base + part.fellAt, at, true);
  cells.setFloat64(base + part.top, value, true);
}

function noteInterval({ cells, base, plan }: Block, interval: number): void {
  const before = cells.getInt32(base + part.fallCount, true);
  cells.setInt32(base + plan.falls + 4 * (before % fallsKept), interval, true);
  const count = before + 1;
  cells.setInt32(base + part.fallCount, count, true);
  // A rhythm hardly changes: it is found anew once for each round of the ring.
  if (count > fallsKept && count % fallsKept !== 0) return;
  const kept = Math.min(count, fallsKept);
  if (kept < constants.collectionCount) return;
  const falls = Array.from({ length: kept }, (_, i) =>
    cells.getInt32(base + plan.falls + 4 * i, true),
  );
  cells.setFloat32(base + part.fallInterval, median(falls), true);
}
