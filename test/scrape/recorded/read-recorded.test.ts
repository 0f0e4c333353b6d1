import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { success } from '../../../src/model/result.ts';
import { readRecorded } from '../../../src/scrape/recorded/read-recorded.ts';
import type { RecordedOptions } from '../../../src/scrape/recorded/recording.ts';

const bytes: RecordedOptions = { unit: 'bytes', limit: null };

/** Reads a recording that comes in pieces of a few bytes, as none that matters ever does. */
async function parse(text: string | Uint8Array, options = bytes) {
  const whole = Buffer.from(text);
  async function* pieces() {
    for (let from = 0; from < whole.length; from += 7) yield whole.subarray(from, from + 7);
  }
  const recording = await readRecorded(pieces(), options);
  if (!recording.ok) return recording;
  const readings = [...recording.value.readings];
  return success({ ...recording.value, readings });
}

async function read(text: string | Uint8Array, options = bytes) {
  const parsed = await parse(text, options);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
}

const at = 1_700_000_000_000;

test.each([
  ['seconds', '1700000000'],
  ['seconds with a fraction', '1700000000.0'],
  ['milliseconds', '1700000000000'],
  ['RFC 3339', '2023-11-14T22:13:20Z'],
  ['RFC 3339 with a zone', '2023-11-14T23:13:20+01:00'],
])('times in %s', async (_, text) => {
  expect((await read(`t,value\n${text},5\n`)).readings).toEqual([
    { atMs: at, instance: '', figures: { value: 5 } },
  ]);
});

test('columns in any order, unknown ones ignored, Prometheus names as aliases', async () => {
  const text =
    'color,go_memstats_heap_inuse_bytes,start_time,t,limit,workload,pod,version,restarts,heap_live\n' +
    'red,7,1699999000,1700000000,99,shop,shop-1,v2,3,6\n';
  const { readings, labels } = await read(text);
  expect(labels).toEqual({ workload: 'shop', pod: 'shop-1' });
  expect(readings).toEqual([
    {
      atMs: at,
      instance: 'shop-1',
      figures: { heapInuse: 7, heapLive: 6 },
      startAtMs: 1_699_999_000_000,
      restarts: 3,
      limitBytes: 99,
      version: 'v2',
    },
  ]);
});

test('JSON lines', async () => {
  const text = '{"t":1700000000,"rss":5,"note":{}}\n{"rss":6,"t":1700000015,"limit":null}\n';
  const { readings } = await read(text);
  expect(readings.map(({ figures }) => figures)).toEqual([{ rss: 5 }, { rss: 6 }]);
});

test('OpenMetrics with timestamps, two instances', async () => {
  const text =
    '# TYPE process_resident_memory_bytes gauge\n' +
    'process_resident_memory_bytes{instance="b"} 7 1700000000\n' +
    'process_resident_memory_bytes{instance="a"} 5 1700000000\n' +
    'process_resident_memory_bytes{instance="a"} 6 1700000015\n' +
    'process_start_time_seconds{instance="a"} 1.6e9 1700000015\n' +
    '# EOF\n';
  const { readings } = await read(text, { unit: 'bytes', limit: 50 });
  expect(readings).toEqual([
    { atMs: at, instance: 'a', figures: { rss: 5 }, limitBytes: 50 },
    { atMs: at, instance: 'b', figures: { rss: 7 }, limitBytes: 50 },
    {
      atMs: at + 15_000,
      instance: 'a',
      figures: { rss: 6 },
      startAtMs: 1.6e12,
      limitBytes: 50,
    },
  ]);
});

test.each([
  ['time,value', '2023-11-14T22:13:20Z,5'],
  ['value,timestamp', '5,1700000000000'],
  ['ts,value', '1700000000,5'],
  // Where there is a t the others are as unknown as any.
  ['time,t,value', 'noon,1700000000,5'],
])('the time may be called otherwise: %s', async (header, row) => {
  const { readings } = await read(`${header}\n${row}\n`);
  expect(readings).toMatchObject([{ atMs: at, figures: { value: 5 } }]);
});

test('gzip is recognised', async () => {
  expect((await read(gzipSync('t,value\n1700000000,5\n'))).readings).toHaveLength(1);
});

test('rows out of order are put in order; empty cells and NaN are counted', async () => {
  const rows = [0, 1, 2, 3, 4, 5, 9].map((i) => `${1_700_000_000 + 60 * i},${i}`);
  const text = ['t,value', ...rows.toReversed(), '1700000600,', '1700000660,NaN', ''].join('\n');
  const { readings, empty } = await read(text);
  expect(readings.map(({ figures }) => figures.value)).toEqual([0, 1, 2, 3, 4, 5, 9]);
  expect(empty).toBe(2);
});

test('a percentage has a limit of 100, --limit is for files without one', async () => {
  const limitOf = async (text: string, options: RecordedOptions) =>
    (await read(text, options)).readings[0]?.limitBytes;
  expect(await limitOf('t,value\n1,5\n', { unit: 'percent', limit: null })).toBe(100);
  expect(await limitOf('t,value\n1,5\n', { unit: 'bytes', limit: 7 })).toBe(7);
  expect(await limitOf('t,value,limit\n1,5,9\n', { unit: 'bytes', limit: 7 })).toBe(9);
});

test('a last line that was cut off in mid-write is left out', async () => {
  expect((await read('{"t":1,"rss":5}\n{"t":2,"rss":6}\n{"t":3,"r')).readings).toHaveLength(2);
});

test.each([
  ['nothing', '', /empty/],
  ['no time', 'a,value\n1,2\n', /no column t/],
  ['no columns at all', `[${'"a",'.repeat(9_999)}`, /no column t .* among .{0,200}…$/],
  ['an object of nothing', '{}\n', /line 1: it has no columns/],
  ['nothing measured', 't,colour\n1,2\n', /no column that is known/],
  ['a word for a number', 't,value\n1,2\n2,many\n3,4\n', /line 3: "many" in column value/],
  ['a word for a time', 't,value\nnoon,2\n2,3\n', /line 2: "noon" in column t/],
  ['no JSON', '{"t":1,"rss":5}\n{"t"\n{"t":3,"rss":5}\n', /line 2: no JSON object/],
  ['only gaps', 't,value\n1,\n2,NaN\n', /no sample/],
  ['broken gzip', new Uint8Array([0x1f, 0x8b, 8, 0, 1]), /gzip/],
])('%s is refused with a sentence', async (_, text, reason) => {
  const parsed = await parse(text);
  expect(parsed.ok).toBe(false);
  expect(parsed.ok ? '' : parsed.reason).toMatch(reason);
});
