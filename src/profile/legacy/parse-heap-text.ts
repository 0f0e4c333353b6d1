import { memStatsOf } from '../../model/mem-stats.ts';
import { failure, type Result, success } from '../../model/result.ts';
import type { Profile } from '../profile.ts';
import { ProfileBuilder } from './profile-builder.ts';
import { heapUnit, scaleSampled } from './scale-sampled.ts';
import { splitText, strangeRow } from './split-text.ts';
import { stackOf } from './symbol-lines.ts';

const heapHeader =
  /^heap profile: *(\d+): *(\d+) *\[ *(\d+): *(\d+) *\] *@ *(heap[_a-z0-9]*)\/?(\d*)/;
const growthHeader = /^heap profile: *\d+: *\d+ *\[ *\d+: *\d+ *\] @ (?:growth|fragmentation)z?/;
const sample = /^(-?\d+): *(-?\d+) *\[ *(\d+): *(\d+) *\] @([ x0-9a-f]*)$/;

type Header = { readonly rateBytes: number; readonly allocations: boolean };

/**
 * Reads the heap profiles that are text: Go's `heap?debug=1`, tcmalloc's and gperftools' heap and growth
 * (google/pprof profile/legacy_profile.go parseHeap). Values are unsampled where the header says that
 * they were sampled. Go writes names below its addresses, which pprof passes over: they are used here.
 * null: it is none of these.
 */
export function parseHeapText(text: string): Result<Profile> | null {
  if (!text.startsWith('heap profile:')) return null;
  const { header: first, rows, lines, mappings } = splitText(text);
  const header = readHeader(first);
  if (header === null) return null;
  const builder = new ProfileBuilder();
  for (const row of rows) {
    const found = sample.exec(row.text);
    if (found === null) {
      return failure(
        strangeRow('"objects: bytes [objects: bytes] @ addresses" of a heap profile', row),
      );
    }
    const counted = countedIn(found, header);
    if (counted === null) {
      return failure(`line ${row.at + 1} counts no objects, and yet they have bytes: ${row.text}`);
    }
    builder.row({ ...counted, stack: stackOf(builder, found[5] ?? '', lines, row.at + 1) });
  }
  const profile = builder.done({
    sampleTypes: header.allocations ? [...allocated, ...alive('inuse_')] : alive(''),
    periodType: { type: 'space', unit: heapUnit },
    period: header.rateBytes,
    mappings,
  });
  const figures = memStatsOf(text);
  return success(figures === null ? profile : { ...profile, figures });
}

// Allocations first: the last type is the one that is shown when none is asked for.
const allocated = [
  { type: 'alloc_objects', unit: 'count' },
  { type: 'alloc_space', unit: heapUnit },
];

function alive(prefix: string) {
  return [
    { type: `${prefix}objects`, unit: 'count' },
    { type: `${prefix}space`, unit: heapUnit },
  ];
}

function readHeader(line: string): Header | null {
  const found = heapHeader.exec(line);
  if (found === null) return growthHeader.test(line) ? { rateBytes: 1, allocations: false } : null;
  const [, liveObjects, liveBytes, allObjects, allBytes, kind, rate] = found;
  const differs = (all = '', live = '') => all !== live && all !== '0';
  const allocations = differs(allObjects, liveObjects) || differs(allBytes, liveBytes);
  switch (kind) {
    case 'heapz_v2':
    case 'heap_v2':
      return { rateBytes: Number(rate), allocations };
    case 'heapprofile':
      return { rateBytes: 1, allocations };
    case 'heap':
      // Go writes twice its rate, for readers that halve it.
      return { rateBytes: Math.trunc(Number(rate) / 2), allocations };
    default:
      return null;
  }
}

/** The values of a row, unsampled, and the mean size of its objects; null when it contradicts itself. */
function countedIn(row: RegExpExecArray, { rateBytes, allocations }: Header) {
  const [liveObjects = 0, liveBytes = 0, allObjects = 0, allBytes = 0] = row
    .slice(1, 5)
    .map(Number);
  if (liveObjects === 0 && liveBytes !== 0) return null;
  if (allocations && allObjects === 0 && allBytes !== 0) return null;
  const live = scaleSampled(liveObjects, liveBytes, rateBytes);
  const mean = liveObjects === 0 && allocations ? allBytes / allObjects : liveBytes / liveObjects;
  return {
    values: allocations ? [...scaleSampled(allObjects, allBytes, rateBytes), ...live] : live,
    sizeBytes: Math.trunc(mean) || 0,
  };
}
