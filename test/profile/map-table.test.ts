import { expect, test } from 'vitest';
import { diffCaptures } from '../../src/profile/diff-captures.ts';
import { isTableSize, splitsTables } from '../../src/profile/map-table.ts';
import { heapBytes } from '../support/profile-text.ts';

test.each([
  // 1024 × (1 + slot) bytes: int → int, string → pointer, [20]byte → struct{}, string → []byte.
  { size: 18432, is: true },
  { size: 27264, is: true },
  { size: 24576, is: true },
  { size: 49152, is: true },
  { size: 65536, is: false },
  { size: 32768, is: false },
  { size: 4096, is: false },
  { size: 50000, is: false },
])('an object of $size bytes may be the table of a map: $is', ({ size, is }) => {
  expect(isTableSize(size)).toBe(is);
});

test.each([
  { name: 'half of them go', made: [1, 12, 32, 56], freed: [0, 6, 12, 32], splits: true },
  { name: 'none goes', made: [1, 12, 32, 56], freed: [0, 0, 0, 0], splits: false },
  { name: 'a cache has filled up', made: [1, 12, 32, 56], freed: [0, 0, 6, 30], splits: false },
  { name: 'all go', made: [9, 12, 32, 56], freed: [8, 11, 30, 55], splits: false },
  { name: 'few were seen', made: [1, 2, 3, 7], freed: [0, 1, 2, 3], splits: false },
])('tables were split where $name: $splits', ({ made, freed, splits }) => {
  const rows = made.map((count, i) => ({
    made: Float64Array.of(0, count),
    freed: Float64Array.of(0, freed[i] ?? 0),
  }));
  expect(splitsTables(rows, 1)).toBe(splits);
});

const root = 'shop.Handle /src/shop/handle.go:2 < net/http.(*conn).serve net/http/server.go:5';

/** What is alive of what was made, at each capture. */
function diffOf(size: number, made: readonly number[], live: readonly number[]) {
  const captures = made.map((count, i) => ({
    bytes: heapBytes(
      `${live[i]} ${count} ${size} shop.(*Seen).First /src/shop/seen.go:3 < ${root}`,
    ),
    atMs: i * 60_000,
  }));
  const diff = diffCaptures(captures);
  if (!diff.ok) throw new Error(diff.reason);
  return diff.value;
}

test('a map that only splits its tables grows, though it frees half of what it makes, in bursts', () => {
  const made = [400, 480, 900, 1000, 1400, 1900, 2000, 2600, 3100];
  const live = [260, 300, 460, 580, 700, 900, 1080, 1250, 1500];
  expect(diffOf(24576, made, live).culprits[0]).toMatchObject({
    function: 'shop.(*Seen).First',
    confidence: 'confirmed',
    retainers: [{ why: 'a map that it adds to grows along (inferred)' }],
  });
});

test('a cache of objects as large as tables that has filled up is no leak', () => {
  const made = [100, 300, 500, 700, 900, 1100, 1300, 1500, 1700];
  const live = [100, 300, 500, 700, 900, 1000, 1000, 1000, 1000];
  expect(diffOf(24576, made, live).verdict).toBe('not-enough-evidence');
});
