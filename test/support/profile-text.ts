import { gzipSync } from 'node:zlib';
import {
  Label,
  Line,
  Location,
  Mapping,
  Function as PprofFunction,
  Profile,
  Sample,
  StringTable,
  ValueType,
} from 'pprof-format';

/** How a drawn profile is encoded. */
export type Drawing = {
  /** Sampling rate in bytes; 1 (the default): every allocation is seen. */
  readonly rateBytes?: number;
  readonly atMs?: number;
  readonly buildId?: string;
  readonly gzip?: boolean;
};

/**
 * A heap profile drawn as text, encoded by another encoder than ours. One row a bucket: objects alive,
 * objects allocated so far, bytes of one, the stack from the leaf to the root.
 *
 *     10   500   4096   repo.Save repo/repo.go:11 < main.main main.go:5
 *
 * `a ~ b`: a was inlined into b, so both are one location. With a rate, each row is sampled as evenly
 * as possible and then unsampled, as Go's runtime does it.
 */
export function heapBytes(text: string, drawing: Drawing = {}): Uint8Array {
  const rate = drawing.rateBytes ?? 1;
  const rows = rowsOf(text, 3).map(({ numbers, stack }) => {
    const [live = 0, allocated = 0, size = 0] = numbers;
    const chance = rate <= 1 ? 1 : -Math.expm1(-size / rate);
    const seen = (objects: number) => {
      const sampled = Math.round(objects * chance);
      return [Math.trunc(sampled / chance), Math.trunc((sampled * size) / chance)];
    };
    return { stack, size, values: [...seen(allocated), ...seen(live)] };
  });
  const types = [
    'alloc_objects/count',
    'alloc_space/bytes',
    'inuse_objects/count',
    'inuse_space/bytes',
  ];
  return encode(rows, types, 'space/bytes', rate, drawing);
}

/** A goroutine profile drawn as text: a count and the stack. */
export function goroutineBytes(text: string, drawing: Drawing = {}): Uint8Array {
  const rows = rowsOf(text, 1).map(({ numbers, stack }) => ({ stack, size: 0, values: numbers }));
  return encode(rows, ['goroutine/count'], 'goroutine/count', 1, drawing);
}

type DrawnRow = {
  readonly stack: string;
  readonly size: number;
  readonly values: readonly number[];
};

function rowsOf(text: string, count: number): { numbers: number[]; stack: string }[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const words = line.split(/\s+/);
      return { numbers: words.slice(0, count).map(Number), stack: words.slice(count).join(' ') };
    });
}

function encode(
  rows: readonly DrawnRow[],
  types: readonly string[],
  periodType: string,
  period: number,
  { atMs = 1_000, buildId = '', gzip = true }: Drawing,
): Uint8Array {
  const stringTable = new StringTable();
  const functions = new Map<string, PprofFunction>();
  const locations = new Map<string, Location>();
  const valueType = (text: string) => {
    const [type = '', unit = ''] = text.split('/');
    return new ValueType({ type: stringTable.dedup(type), unit: stringTable.dedup(unit) });
  };
  const lineOf = (call: string) => {
    const [, name = '', file = '', line = '0'] = /^(.+?)(?: (\S+):(\d+))?$/.exec(call.trim()) ?? [];
    const key = `${name} ${file}`;
    const made =
      functions.get(key) ??
      new PprofFunction({
        id: functions.size + 1,
        name: stringTable.dedup(name),
        systemName: stringTable.dedup(name),
        filename: stringTable.dedup(file),
      });
    functions.set(key, made);
    return new Line({ functionId: made.id, line: Number(line) });
  };
  const locationOf = (place: string) => {
    const made =
      locations.get(place) ??
      new Location({ id: locations.size + 1, mappingId: 1, line: place.split('~').map(lineOf) });
    locations.set(place, made);
    return made.id;
  };
  const bytes = stringTable.dedup('bytes');
  const profile = new Profile({
    sampleType: types.map(valueType),
    sample: rows.map(
      ({ stack, size, values }) =>
        new Sample({
          locationId: stack === '' ? [] : stack.split('<').map((place) => locationOf(place.trim())),
          value: [...values],
          label: size === 0 ? [] : [new Label({ key: bytes, num: size, numUnit: bytes })],
        }),
    ),
    mapping: [
      new Mapping({
        id: 1,
        filename: stringTable.dedup('/bin/x'),
        buildId: stringTable.dedup(buildId),
      }),
    ],
    location: [...locations.values()],
    function: [...functions.values()],
    timeNanos: BigInt(Math.round(atMs)) * 1_000_000n,
    periodType: valueType(periodType),
    period,
    stringTable,
  });
  const raw = profile.encode();
  return gzip ? gzipSync(raw) : raw;
}
