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

/** Numbers from a seed: the same seed, the same profiles. */
export type Random = {
  /** A whole number from 0 up to and without `below`. */
  readonly below: (below: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  /** True so many times in a hundred. */
  readonly chance: (percent: number) => boolean;
};

/** Mulberry32: small, and good enough to draw test cases. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick: (list) => list[below(list.length)] as (typeof list)[number],
    chance: (percent) => next() * 100 < percent,
  };
}

const typeSets = [
  ['alloc_objects/count', 'alloc_space/bytes', 'inuse_objects/count', 'inuse_space/bytes'],
  ['objects/count', 'space/bytes'],
  ['goroutine/count'],
  ['samples/count', 'cpu/nanoseconds'],
  ['inuse_space/bytes', 'widgets/widget'],
  ['heap/kilobytes'],
];
const names = [
  'main.main',
  'main.work',
  'runtime.mallocgc',
  'net/http.(*conn).serve',
  'github.com/acme/shop/v2/internal/cache.(*Map[go.shape.string,go.shape.int]).Set',
  'github.com/acme/shop/repo.Save.func1.2',
  'encoding/json.(*decodeState).object',
  'std::vector<int, std::allocator<int> >::push_back(int const&)',
  'void ns::Widget<char const*>::grow(unsigned long) const',
  'com.acme.Shop$Order.<init>',
  'shop.日本語',
  'shop.Überlauf',
  'shop.𝒳',
  'shop.\uff21',
  'say "hello" \\ there',
  'tab\there',
  '',
  'a',
  '.leading',
  'operator new(unsigned long)',
  'glob..func1',
];
const files = [
  '/src/shop/main.go',
  'main.go',
  '/usr/local/go/src/net/http/server.go',
  '/root/go/pkg/mod/github.com/acme/shop@v1.2.3/repo/repo.go',
  './relative/../odd/./path.go',
  '/proc/self/cwd/src/a.cc',
  'C:\\src\\win.go',
  '日本/語.go',
  '',
];
const objects = [
  '/usr/bin/server',
  '/lib/libc.so.6',
  '[vdso]',
  '',
  '/opt/日本/bin (deleted)',
  'http://x/y',
];
const labelKeys = ['bytes', 'request', 'latency', 'job', 'thread', 'alignment', 'größe'];
const labelTexts = ['mail', 'a:b', 'order', 'größer', '10', 'x=y'];
const labelUnits = ['bytes', 'kilobytes', 'milliseconds', '', 'widgets', 'B'];

/** A profile that no program writes: every field that may be strange is, in small numbers. */
export function randomProfile(random: Random): Uint8Array {
  const { below, pick, chance } = random;
  const stringTable = new StringTable();
  const text = (content: string) => stringTable.dedup(content);
  const types = pick(typeSets);
  const valueType = (written: string) => {
    const [type = '', unit = ''] = written.split('/');
    return new ValueType({ type: text(type), unit: text(unit) });
  };
  const list = <T>(count: number, make: (index: number) => T) =>
    Array.from({ length: count }, (_, index) => make(index));
  const mappings = list(below(4), (i) => {
    return new Mapping({
      id: i + 1,
      memoryStart: 0x1000 * (i + 1),
      memoryLimit: 0x1000 * (i + 1) + 0x900,
      fileOffset: chance(30) ? 0x100 : 0,
      filename: text(pick(objects)),
      buildId: text(chance(40) ? pick(['abc', 'def']) : ''),
      hasFunctions: chance(50),
      hasFilenames: chance(50),
    });
  });
  const functions = list(1 + below(9), (i) => {
    const name = pick(names);
    return new PprofFunction({
      id: i + 1,
      name: text(name),
      systemName: text(chance(80) ? name : pick(names)),
      filename: text(pick(files)),
      startLine: chance(50) ? below(90) : 0,
    });
  });
  const locations = list(1 + below(12), (i) => {
    return new Location({
      id: i + 1,
      mappingId: mappings.length > 0 && chance(85) ? 1 + below(mappings.length) : 0,
      address: chance(85) ? 0x1000 + below(0x3000) : 0,
      line: list(chance(80) ? 1 + below(3) : 0, () => {
        return new Line({ functionId: 1 + below(functions.length), line: below(120) });
      }),
      isFolded: chance(5),
    });
  });
  const isLarge = chance(10);
  const isNegative = chance(40);
  const value = () => {
    const size = pick([0, 1, below(100), below(100_000), below(2 ** 31)]);
    const grown = isLarge && chance(20) ? BigInt(size) * 40_009n : BigInt(size);
    return isNegative && chance(40) ? -grown : grown;
  };
  const label = () => {
    const key = text(pick(labelKeys));
    if (chance(50)) return new Label({ key, str: text(pick(labelTexts)) });
    const num = pick([0, 1, 16, 1000, 4096, 123_456, -5]);
    return new Label({ key, num, numUnit: text(pick(labelUnits)) });
  };
  const samples = list(below(14), () => {
    return new Sample({
      locationId: list(below(8), () => 1 + below(locations.length)),
      value: types.map(value),
      label: list(chance(60) ? below(4) : 0, label),
    });
  });
  const profile = new Profile({
    sampleType: types.map(valueType),
    sample: samples,
    mapping: mappings,
    location: locations,
    function: functions,
    dropFrames: text(chance(15) ? 'runtime\\..*|a' : ''),
    keepFrames: text(chance(8) ? 'runtime\\.mallocgc' : ''),
    timeNanos: chance(70) ? 1_700_000_000_123_456_789n + BigInt(below(1e9)) : 0,
    durationNanos: chance(30) ? 1_500_000_000 + below(1e9) : 0,
    ...(chance(80) ? { periodType: valueType(pick(['space/bytes', 'cpu/nanoseconds'])) } : {}),
    period: chance(80) ? 524_288 : 0,
    comment: chance(20) ? [text('after the release'), text('#hidden')] : [],
    defaultSampleType: text(chance(25) ? (pick(types).split('/')[0] ?? '') : ''),
    stringTable,
  });
  const raw = profile.encode();
  return chance(70) ? gzipSync(raw) : raw;
}

const patterns = [
  'main',
  'shop',
  'Save|Set',
  '^main\\.',
  'go$',
  '日本',
  '[[:upper:]]',
  'server',
  '(?i)MAP',
  'x{2}',
  '\\.func\\d',
];
const ranges = [
  '4kb',
  ':16b',
  '100:',
  '1b:4mb',
  'bytes=16:4096',
  'job=mail',
  'a.*b',
  'mail,order',
  'latency=1ms:',
  'request=:1kb',
];

/** Flags of a report, some of which make no sense together. */
export function randomFlags(random: Random): string[] {
  const { below, pick, chance } = random;
  const report = pick([
    'top',
    'top',
    'text',
    'tree',
    'traces',
    'tags',
    'raw',
    'comments',
    'dot',
    'peek',
  ]);
  const flags = [report === 'peek' ? `-peek=${pick(patterns)}` : `-${report}`];
  const maybe = (percent: number, flag: () => string) => {
    if (chance(percent)) flags.push(flag());
  };
  maybe(40, () => `-${pick(['functions', 'filefunctions', 'files', 'lines', 'addresses'])}`);
  maybe(25, () => '-cum');
  maybe(15, () => '-noinlines');
  maybe(10, () => '-showcolumns');
  maybe(20, () => `-nodecount=${pick([0, 1, 2, 3, 5, 20])}`);
  maybe(15, () => `-nodefraction=${pick([0, 0.01, 0.2, 0.5])}`);
  maybe(10, () => `-edgefraction=${pick([0, 0.05, 0.5])}`);
  maybe(10, () => '-trim=false');
  maybe(
    25,
    () =>
      `-unit=${pick(['auto', 'mb', 'kb', 'bytes', 'B', 'ms', 'minimum', 'widgets', 'count', 'GiB'])}`,
  );
  maybe(10, () => `-divide_by=${pick([2, 3, 0.5, 1000, -1])}`);
  maybe(8, () => '-mean');
  maybe(
    15,
    () => `-sample_index=${pick([0, 1, 2, 'space', 'inuse_space', 'alloc_objects', 'objects'])}`,
  );
  maybe(10, () => '-relative_percentages');
  maybe(10, () => '-drop_negative');
  maybe(10, () => '-compact_labels');
  maybe(10, () => '-call_tree');
  for (const name of ['focus', 'ignore', 'hide', 'show', 'show_from', 'prune_from']) {
    maybe(7, () => `-${name}=${pick(patterns)}`);
  }
  for (const name of ['tagfocus', 'tagignore']) maybe(7, () => `-${name}=${pick(ranges)}`);
  for (const name of ['tagshow', 'taghide']) maybe(5, () => `-${name}=${pick(labelKeys)}`);
  for (const name of ['tagroot', 'tagleaf'])
    maybe(6, () => `-${name}=${pick(labelKeys)},${pick(labelKeys)}`);
  maybe(8, () => `-trim_path=${pick(['/src', '/root/go/pkg/mod', '/src/shop:/usr/local'])}`);
  maybe(5, () => '-add_comment=remark');
  if (below(100) < 3) flags.push('-buildid=0123');
  return flags;
}
