import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ProfileKind } from '../../src/model/capture.ts';
import type { Confidence, Diff } from '../../src/model/culprit.ts';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import { diffCaptures } from '../../src/profile/diff-captures.ts';
import { flatCum } from '../../src/profile/flat-cum.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { subtractProfiles } from '../../src/profile/subtract-profiles.ts';
import { topRows } from '../../src/profile/top-table.ts';

const data = new URL('../../../shared/data/pprof/', import.meta.url);

if (!existsSync(data)) {
  throw new Error(
    `the conformance run needs the evaluation data at ../shared/data, and ${data.pathname} is not there`,
  );
}

const bytesOf = (path: string) => readFileSync(new URL(path, data));

function decoded(path: string): Profile {
  const profile = decodeProfile(bytesOf(path));
  if (!profile.ok) throw new Error(`${path}: ${profile.reason}`);
  return profile.value;
}

function diffOf(
  program: string,
  file: string,
  captures: readonly number[],
  kind: ProfileKind = 'heap',
): Diff {
  const truth: { unix_ms: number }[] = JSON.parse(
    bytesOf(`captures/${program}/truth.json`).toString(),
  );
  const diff = diffCaptures(
    captures.map((i) => ({
      bytes: bytesOf(`captures/${program}/${file}.0${i}.pb.gz`),
      atMs: truth[i]?.unix_ms ?? 0,
    })),
    kind,
  );
  if (!diff.ok) throw new Error(diff.reason);
  return diff.value;
}

const server = 'github.com/acme/shop/internal/api.(*Server)';
const hub = 'github.com/acme/shop/internal/notify.(*Hub)';
const all = [0, 1, 2, 3, 4, 5];

test.each<[string, string, string, readonly number[], Confidence]>([
  ['closure', 'heap', `${server}.onEvent`, all, 'confirmed'],
  ['closure', 'heap', `${server}.onEvent`, [0, 1, 2, 3], 'confirmed'],
  ['closure', 'heap', `${server}.onEvent`, [0, 5], 'likely'],
  ['closure', 'heap-nogc', `${server}.onEvent`, all, 'confirmed'],
  ['generic', 'heap', `${server}.ServeOrder`, all, 'confirmed'],
  ['generic', 'heap', `${server}.ServeOrder`, [0, 5], 'likely'],
  ['generic', 'heap-nogc', `${server}.ServeOrder`, all, 'confirmed'],
  ['goroutine', 'goroutine', `${hub}.pump`, all, 'confirmed'],
  ['goroutine', 'goroutine', `${hub}.pump`, [0, 1], 'likely'],
])('%s: %s names %s', (program, file, culprit, captures, verdict) => {
  const diff = diffOf(program, file, captures, file === 'goroutine' ? 'goroutine' : 'heap');
  expect(diff.culprits[0]).toMatchObject({
    function: culprit,
    kind: 'application',
    confidence: verdict,
  });
  expect(diff.verdict).toBe(verdict);
});

test('the growth of closure is the true one, within its interval', () => {
  const truth: { hook_bytes: number }[] = JSON.parse(
    bytesOf('captures/closure/truth.json').toString(),
  );
  const grown = (truth[5]?.hook_bytes ?? 0) - (truth[0]?.hook_bytes ?? 0);
  const [low = 0, high = 0] = diffOf('closure', 'heap', all).culprits[0]?.growthInterval ?? [];
  expect(low).toBeLessThan(grown);
  expect(high).toBeGreaterThan(grown);
});

const pairs = all.flatMap((from) => all.filter((to) => to > from).map((to) => [from, to]));

// Without a forced collection two captures differ by what garbage happened to float in each: two of
// those can show growth that is real and no leak. Four can not.
const series = [all, [0, 1, 2, 3], [2, 3, 4, 5], [0, 2, 4, 5]];

test.each(['none', 'mmap'])('%s accuses nobody, whatever captures are compared', (program) => {
  for (const file of ['heap', 'heap-nogc']) {
    for (const captures of file === 'heap' ? [...series, ...pairs] : series) {
      const diff = diffOf(program, file, captures);
      expect([captures, diff.verdict, diff.culprits]).toEqual([
        captures,
        'not-enough-evidence',
        [],
      ]);
    }
  }
  expect(diffOf(program, 'goroutine', all, 'goroutine').verdict).toBe('not-enough-evidence');
});

test('mmap: the texts say that the growth is outside the Go heap, and accuse nobody', () => {
  const truth: { rss: number; mmap_bytes: number }[] = JSON.parse(
    bytesOf('captures/mmap/truth.json').toString(),
  );
  const diff = diffCaptures(
    all.map((i) => ({ bytes: bytesOf(`captures/mmap/heap-debug1.0${i}.txt`), atMs: i * 1000 })),
  );
  if (!diff.ok) throw new Error(diff.reason);
  const { culprits, rest } = diff.value;
  const grown = (name: 'rss' | 'mmap_bytes') => (truth[5]?.[name] ?? 0) - (truth[0]?.[name] ?? 0);
  const outside = rest?.parts.find(({ kind }) => kind === 'off-heap')?.growth ?? 0;
  expect(culprits).toEqual([]);
  expect(Math.abs((rest?.growth ?? 0) / grown('rss') - 1)).toBeLessThan(0.05);
  expect(Math.abs(outside / grown('mmap_bytes') - 1)).toBeLessThan(0.1);
  expect(rest?.explained).toBeLessThan(0.1);
  expect(rest?.parts[0]?.kind).toBe('off-heap');
  expect(rest?.sentence).toContain('outside the Go heap');
});

test('ten captures of which the first eight are one collection', () => {
  const names = readdirSync(new URL('gc-lag/', data)).sort();
  const captures = names.map((name) => ({
    bytes: bytesOf(`gc-lag/${name}`),
    atMs: Number(name.slice(0, 13)),
  }));
  const first = diffCaptures(captures.slice(0, 8));
  expect(first).toMatchObject({ ok: true, value: { captures: 1, growth: 0, culprits: [] } });
  const whole = diffCaptures(captures);
  expect(whole.ok && whole.value.captures).toBeLessThanOrEqual(3);
  expect(whole.ok && whole.value.warnings.join()).toMatch(/same garbage collection/);
});

type Golden = { readonly file: string; readonly args: readonly string[]; readonly exit: number };

const golden: Golden[] = JSON.parse(bytesOf('golden/index.json').toString());
const tops = golden.filter(
  ({ args, exit }) =>
    exit === 0 &&
    args.every((arg) =>
      /^-(symbolize=none|sample_index=\d|top|base|cum|nodecount=\d+)$|\.pb\.gz$/.test(arg),
    ) &&
    args.includes('-top') &&
    // Two profiles without -base are merged, which is another command.
    args.filter((arg) => arg.endsWith('.pb.gz')).length === (args.includes('-base') ? 2 : 1),
);

test('there are golden tables', () => expect(tops.length).toBeGreaterThan(40));

test.each(tops.map((one) => [one.file, one] as const))('%s', (_, { file, args }) => {
  const index = Number(/sample_index=(\d)/.exec(args.join(' '))?.[1] ?? -1);
  const paths = args.filter((arg) => arg.endsWith('.pb.gz'));
  const profile = args.includes('-base') ? difference(paths[0], paths[1]) : decoded(paths[0] ?? '');
  const type = index < 0 ? profile.sampleTypes.length - 1 : index;
  const { groups, flat, cum } = flatCum(profile, type);
  const ours = new Map(
    topRows(flat, cum, groups.name, Number.POSITIVE_INFINITY).map((row) => [row.function, row]),
  );
  const rows = goldenRows(bytesOf(file).toString());
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    const mine = ours.get(row.function);
    expect(mine, row.function).toBeDefined();
    for (const column of ['flat', 'cum'] as const) {
      const { value, unit } = row[column];
      // The table is rounded to two digits of its unit.
      expect(
        Math.abs((mine?.[column] ?? 0) - value * unit),
        `${row.function} ${column}`,
      ).toBeLessThanOrEqual(unit === 1 ? 0 : unit * 0.00501);
    }
  }
});

function difference(base = '', current = ''): Profile {
  const subtracted = subtractProfiles(decoded(base), decoded(current));
  if (!subtracted.ok) throw new Error(subtracted.reason);
  return subtracted.value;
}

const units: Record<string, number> = { B: 1, kB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 };

function goldenRows(text: string) {
  return text.split('\n').flatMap((line) => {
    const match =
      /^\s*(\S+)\s+\S+%\s+\S+%\s+(\S+)\s+\S+%\s+(.*?)(?: \((?:partial-)?inline\))?$/.exec(line);
    if (match === null) return [];
    const [, flat = '', cum = '', name = ''] = match;
    return [{ flat: amount(flat), cum: amount(cum), function: name }];
  });
}

/** `12.5MB` and plain counts; a bare 0 has no unit. */
function amount(text: string): { value: number; unit: number } {
  const [, value = '', unit = ''] = /^(-?[\d.]+)(\w*)$/.exec(text) ?? [];
  return { value: Number(value), unit: units[unit] ?? 1 };
}
