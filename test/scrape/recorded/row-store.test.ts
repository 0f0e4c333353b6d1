import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { RowStore } from '../../../src/scrape/recorded/row-store.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heldBytes(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const rows = 200_000;
const reading = (row: number) => ({
  atMs: 1e12 + 15_000 * row,
  instance: `pod-${row % 3}`,
  figures: { heapLive: 1e6 + row, rss: 2e6 + row },
});

test('what is read is held as numbers: some bytes a cell, not an object a reading', () => {
  const before = heldBytes();
  const store = new RowStore();
  for (let row = 0; row < rows; row++) store.add(reading(row));
  const bytesOfCell = (heldBytes() - before) / (4 * rows);
  // Time, instance and two figures; a column that grows may have up to twice the room that it needs.
  expect(bytesOfCell).toBeLessThan(20);
  expect(store.count).toBe(rows);
  let row = 0;
  for (const one of store.readings()) if (row++ % 1000 === 0) expect(one).toEqual(reading(row - 1));
  expect(row).toBe(rows);
});
