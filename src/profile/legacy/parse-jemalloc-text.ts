import { failure, type Result, success } from '../../model/result.ts';
import type { Profile } from '../profile.ts';
import { ProfileBuilder } from './profile-builder.ts';
import { heapUnit, scaleSampled } from './scale-sampled.ts';
import { splitText, strangeRow } from './split-text.ts';
import { addressesOf } from './symbol-lines.ts';

const header = /^heap_v2\/(\d+)$/;
const counts = /^t\*: *(\d+): *(\d+) *\[ *(\d+): *(\d+) *\]$/;
const thread = /^t\d+:/;

/**
 * Reads what jemalloc's `prof.dump` writes: `heap_v2/<rate>`, then for each stack `@ addresses` and below it
 * a row for all threads (`t*`) and one for each (jemalloc src/prof_data.c prof_dump_bt). The first `t*`
 * is the sum of all and no stack. Values are unsampled as for other sampled texts. null: not that.
 */
export function parseJemallocText(text: string): Result<Profile> | null {
  if (!text.startsWith('heap_v2/')) return null;
  const { header: first, rows, mappings } = splitText(text);
  const rateBytes = Number(header.exec(first)?.[1]);
  if (Number.isNaN(rateBytes)) return null;
  const builder = new ProfileBuilder();
  let stack: readonly number[] | null = null;
  for (const row of rows.filter((one) => !thread.test(one.text))) {
    const found = counts.exec(row.text);
    if (row.text.startsWith('@')) {
      stack = addressesOf(row.text).map((address) => builder.location(address, []));
    } else if (found === null) {
      return failure(
        strangeRow(
          '"@ addresses" or "t*: objects: bytes [objects: bytes]" of a jemalloc profile',
          row,
        ),
      );
    } else if (stack !== null) builder.row({ stack, ...countedIn(found, rateBytes) });
  }
  return success(builder.done({ sampleTypes, periodType, period: rateBytes, mappings }));
}

const periodType = { type: 'space', unit: heapUnit };
const sampleTypes = [
  { type: 'alloc_objects', unit: 'count' },
  { type: 'alloc_space', unit: heapUnit },
  { type: 'inuse_objects', unit: 'count' },
  { type: 'inuse_space', unit: heapUnit },
];

function countedIn(row: RegExpExecArray, rateBytes: number) {
  const [liveObjects = 0, liveBytes = 0, allObjects = 0, allBytes = 0] = row.slice(1).map(Number);
  return {
    values: [
      ...scaleSampled(allObjects, allBytes, rateBytes),
      ...scaleSampled(liveObjects, liveBytes, rateBytes),
    ],
    sizeBytes: Math.trunc(liveObjects > 0 ? liveBytes / liveObjects : allBytes / allObjects) || 0,
  };
}
