import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ProfileKind } from '../../src/model/capture.ts';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import { diffCaptures } from '../../src/profile/diff-captures.ts';
import type { Profile } from '../../src/profile/profile.ts';

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

test.each(['cppbench.heap', 'cppbench.growth', 'gobench.heap'])(
  '%s reads as pprof reads it',
  (file) => {
    const expected = bytesOf(`profile_string/${file}.string`).toString();
    expect(linesOf(stringOf(decoded(`profile_string/${file}`)))).toEqual(linesOf(expected));
  },
);

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());

/** A profile as pprof's own tests print it (google/pprof profile/profile.go String). */
function stringOf({
  periodType,
  period,
  sampleTypes,
  stacks,
  locations,
  mappings,
  strings,
}: Profile) {
  const out = [
    `PeriodType: ${periodType?.type} ${periodType?.unit}`,
    `Period: ${period}`,
    'Samples:',
  ];
  out.push(sampleTypes.map(({ type, unit }) => `${type}/${unit}`).join(' '));
  const width = sampleTypes.length;
  for (let i = 0; i < stacks.count; i++) {
    const values = [...stacks.values.subarray(i * width, (i + 1) * width)];
    const path = [...stacks.locations.subarray(stacks.starts[i], stacks.starts[i + 1])];
    out.push(
      `${values.map((value) => ` ${String(value).padStart(10)}`).join('')}: ${path.map((id) => id + 1).join(' ')}`,
    );
    for (let at = stacks.labelStarts[i] ?? 0; at < (stacks.labelStarts[i + 1] ?? 0); at++) {
      const key = strings.get(stacks.labelKeys[at] ?? 0);
      out.push(`${' '.repeat(16)}${key}:[${stacks.labelNumbers[at]}]`);
    }
  }
  out.push('Locations');
  for (let i = 0; i < locations.count; i++) {
    const address = (locations.addresses[i] ?? 0).toString(16);
    out.push(`${String(i + 1).padStart(6)}: 0x${address} M=${(locations.mappings[i] ?? 0) + 1}`);
  }
  out.push('Mappings');
  for (const [i, { start, limit, offset, file }] of mappings.entries()) {
    const end = limit >= 2 ** 64 ? 'f'.repeat(16) : limit.toString(16);
    out.push(`${i + 1}: 0x${start.toString(16)}/0x${end}/0x${offset.toString(16)} ${file}`);
  }
  return out.join('\n');
}

function diffOfTexts(
  program: string,
  file: string,
  captures: readonly number[],
  kind: ProfileKind,
) {
  const diff = diffCaptures(
    captures.map((i) => ({
      bytes: bytesOf(`captures/${program}/${file}.0${i}.txt`),
      atMs: i * 1000,
    })),
    kind,
  );
  if (!diff.ok) throw new Error(diff.reason);
  return diff.value;
}

const all = [0, 1, 2, 3, 4, 5];

test.each([
  ['closure', 'github.com/acme/shop/internal/api.(*Server).onEvent'],
  ['generic', 'github.com/acme/shop/internal/api.(*Server).ServeOrder'],
])('%s: the texts with debug=1 name %s', (program, culprit) => {
  const diff = diffOfTexts(program, 'heap-debug1', all, 'heap');
  expect(diff.culprits[0]).toMatchObject({ function: culprit, confidence: 'confirmed' });
});

test.each(['none', 'mmap'])('%s: the texts with debug=1 confirm nobody', (program) => {
  expect(diffOfTexts(program, 'heap-debug1', all, 'heap').verdict).not.toBe('confirmed');
});

test.each(['closure', 'generic', 'goroutine', 'mmap', 'none'])(
  '%s: the goroutines with debug=1 are as many as the text says',
  (program) => {
    const path = `captures/${program}/goroutine-debug1.05.txt`;
    const total = Number(/total (\d+)/.exec(bytesOf(path).toString())?.[1]);
    const { stacks } = decoded(path);
    expect(stacks.values.reduce((sum, value) => sum + value, 0)).toBe(total);
  },
);
