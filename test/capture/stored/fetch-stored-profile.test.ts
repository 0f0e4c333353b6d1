import { describe, expect, test } from 'vitest';
import { fetchStoredProfile } from '../../../src/capture/stored/fetch-stored-profile.ts';
import { joinStored } from '../../../src/capture/stored/join-stored.ts';
import type { ProfileKind } from '../../../src/model/capture.ts';
import type { StoredProfiles } from '../../../src/model/target.ts';
import { decodeProfile } from '../../../src/profile/decode-profile.ts';
import { GrowthDiff } from '../../../src/profile/growth-diff.ts';
import { fakeServer } from '../../support/fake-bucket.ts';
import {
  type Collected,
  fakeProfileStore,
  storedSource,
} from '../../support/fake-profile-store.ts';
import { goroutineBytes, heapBytes } from '../../support/profile-text.ts';

const startMs = Date.parse('2026-11-25T12:00:00.250Z');
const a = { pod: 'a', namespace: 'shop' };

/** A heap that grows by 400 objects a minute on one stack, where small ones are freed, and holds still on another. */
function heap(minutes: number, sinceStart = true): Uint8Array {
  const grown = 100 + 400 * minutes;
  const made = sinceStart ? [grown + 10, 5000 + 900 * minutes] : [40, 0];
  return heapBytes(
    `${grown} ${made[0]} 65536 repo.Save repo/repo.go:11 < main.main main.go:5
     ${4000 - 300 * minutes} ${20_000 + 500 * minutes} 256 repo.Save repo/repo.go:11 < main.main main.go:5
     300 ${made[1]} 4096 cache.Get cache/cache.go:7 < main.main main.go:6`,
    { rateBytes: 524_288 },
  );
}

const collected: readonly Collected[] = Array.from({ length: 40 }, (_, i) => ({
  atMs: startMs + i * 15_000,
  labels: a,
  bytes: heap(i / 4),
}));

function fetchFrom(
  kind: StoredProfiles['in'],
  url: string,
  span: { fromMs: number; untilMs: number },
  about: { kind?: ProfileKind; stored?: Partial<StoredProfiles> } = {},
) {
  const source = storedSource(kind, url, about.stored ?? {});
  const nowMs = () => startMs + 3_600_000;
  const signal = new AbortController().signal;
  return fetchStoredProfile(source, source.stored, about.kind ?? 'heap', {
    ...{ span, signal, nowMs },
    join: async (columns) => joinStored(columns),
  });
}

const at = (minutes: number) => startMs + minutes * 60_000;
const reasonOf = (result: { ok: boolean; reason?: string }) =>
  result.ok ? 'fetched' : result.reason;

/** Rows of the two sizes of `repo.Save` as a store has them: added up. Its sizes are the largest and the least. */
function byStack(rows: readonly (readonly (number | undefined)[])[]) {
  const sorted = rows.toSorted(([, a = 0], [, b = 0]) => a - b);
  const [cache = [], ...save] = sorted;
  const sum = save.reduce<number[]>(
    (all, row) => row.map((value = 0, i) => value + (all[i] ?? 0)),
    [],
  );
  return [cache, sum].sort();
}

describe.each(['pyroscope', 'parca'] as const)('%s', (kind) => {
  test('gives the last profile of a span by itself, with all of its columns', async () => {
    const { url } = await fakeProfileStore(kind, collected);
    const fetched = await fetchFrom(kind, url, { fromMs: at(2), untilMs: at(5.1) });
    if (!fetched.ok) throw new Error(fetched.reason);
    // 5 min after the start there was one; the sums of the thirteen in the span would be ten times as much.
    expect(Math.abs(fetched.value.atMs - at(5))).toBeLessThanOrEqual(1000);
    expect(fetched.value.gc).toBe(false);
    const [got, direct] = [decodeProfile(fetched.value.bytes), decodeProfile(heap(5))];
    if (!got.ok || !direct.ok) throw new Error('no profile');
    expect(got.value.sampleTypes.map(({ type }) => type)).toEqual([
      'inuse_space',
      'inuse_objects',
      'alloc_objects',
    ]);
    const rows = (profile: typeof got.value, columns: readonly number[]) =>
      Array.from({ length: profile.stacks.count }, (_, i) =>
        columns.map((column) => profile.stacks.values[i * profile.sampleTypes.length + column]),
      ).sort();
    const joined = rows(got.value, [0, 1, 2]);
    expect(joined).toHaveLength(2);
    expect(joined).toEqual(byStack(rows(direct.value, [3, 2, 0])));
  });

  test('its captures name who grew as the endpoint’s own would', async () => {
    const { url } = await fakeProfileStore(kind, collected);
    const [stored, direct] = [new GrowthDiff('heap', false), new GrowthDiff('heap', false)];
    for (const minutes of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const span = { fromMs: at(minutes - 0.2), untilMs: at(minutes + 0.1) };
      const fetched = await fetchFrom(kind, url, span);
      if (!fetched.ok) throw new Error(fetched.reason);
      expect(stored.add(fetched.value.bytes, fetched.value.atMs).ok).toBe(true);
      direct.add(heap(minutes), at(minutes));
    }
    const [one, other] = [stored.diff(), direct.diff()];
    if (!one.ok || !other.ok) throw new Error('no diff');
    expect([one.value.verdict, other.value.verdict]).toEqual(['confirmed', 'confirmed']);
    expect(one.value.culprits[0]?.function).toBe('repo.Save');
    expect(one.value.growth).toBe(other.value.growth);
    // A store knows the mean size of a stack's objects alone, and these come in two: it is a little less sure.
    const width = ({ culprits: [first] }: typeof one.value) =>
      (first?.growthInterval[1] ?? 0) - (first?.growthInterval[0] ?? 0);
    expect(width(one.value) / width(other.value)).toBeGreaterThan(0.9);
    expect(width(one.value) / width(other.value)).toBeLessThan(1.5);
    expect(one.value.warnings.join()).toMatch(
      /do not give their sampling rate: 512 KiB is assumed/,
    );
  });

  test('allocations of the last seconds are not taken for those since the start', async () => {
    const pushed = collected.map((one, i) => ({ ...one, bytes: heap(i / 4, false) }));
    const { url } = await fakeProfileStore(kind, pushed);
    const fetched = await fetchFrom(kind, url, { fromMs: at(4), untilMs: at(5.1) });
    const profile = fetched.ok ? decodeProfile(fetched.value.bytes) : fetched;
    expect(profile.ok && profile.value.sampleTypes.map(({ type }) => type)).toEqual([
      'inuse_space',
      'inuse_objects',
    ]);
  });

  test('without the number of objects nothing is claimed', async () => {
    const keeps = (type: string) => type.includes('inuse_space');
    const { url } = await fakeProfileStore(kind, collected, keeps);
    const fetched = await fetchFrom(kind, url, { fromMs: at(4), untilMs: at(5.1) });
    expect(reasonOf(fetched)).toMatch(/inuse_space at .* and not inuse_objects.*Let it keep both/);
  });

  test('a selector of several processes is refused, since their heaps would be added up', async () => {
    const two = collected.flatMap((one) => [one, { ...one, labels: { ...a, pod: 'b' } }]);
    const { url } = await fakeProfileStore(kind, two);
    const stored = { selector: '{namespace="shop"}' };
    const fetched = await fetchFrom(kind, url, { fromMs: at(4), untilMs: at(5.1) }, { stored });
    expect(reasonOf(fetched)).toMatch(/matches 2 processes .*pod="a".*pod="b".*added up/);
  });

  test('a time without profiles is a sentence with the selector and what was sought', async () => {
    const { url } = await fakeProfileStore(kind, collected);
    const fetched = await fetchFrom(kind, url, { fromMs: at(-20), untilMs: at(-10) });
    expect(reasonOf(fetched)).toMatch(
      /no heap profile of \{pod="a"\} between 2026-11-25 11:40:00 and 2026-11-25 11:50:00 \(memory:inuse_space/,
    );
  });

  test('goroutines are found too; those that can never go on no store keeps', async () => {
    const bytes = goroutineBytes('7 main.wait main.go:3 < main.main main.go:1');
    const { url } = await fakeProfileStore(kind, [{ atMs: at(1), labels: a, bytes }]);
    const span = { fromMs: at(0), untilMs: at(2) };
    const fetched = await fetchFrom(kind, url, span, { kind: 'goroutine' });
    const profile = fetched.ok ? decodeProfile(fetched.value.bytes) : fetched;
    expect(
      profile.ok && [profile.value.sampleTypes[0]?.type, profile.value.stacks.values[0]],
    ).toEqual(['goroutine', 7]);
    const leaked = await fetchFrom(kind, url, span, { kind: 'goroutineleak' });
    expect(reasonOf(leaked)).toMatch(/keeps no profiles of this kind/);
  });

  test.each([
    [{ status: 401 }, /wants a login \(401\).*X-Scope-OrgID/],
    [{ status: 404, body: 'nginx' }, /no such API \(404\)/],
    [
      { status: 503, headers: { 'retry-after': '7' } },
      /overloaded or not ready \(503, wants a pause of 7 s\)/,
    ],
    [
      { status: 400, body: '{"code":"invalid_argument","message":"bad selector"}' },
      /400 and says "bad selector"/,
    ],
    [{ status: 200, body: '<html>hello</html>' }, /not what its API says/],
    [
      { status: 200, body: '{"series":[{"points":[{"value":"x"}],"samples":[{"value":1}]}]}' },
      /not what its API says/,
    ],
  ])('what it answers wrongly is a sentence: %o', async (said, expected) => {
    const { url } = await fakeServer(() => said);
    const fetched = await fetchFrom(kind, url, { fromMs: at(0), untilMs: at(1) });
    expect(reasonOf(fetched)).toMatch(expected);
  });

  test('a sum of several is refused where the series tells of one', async () => {
    // Two processes that no label tells apart: one series, both of them in every answer.
    const twice = collected.flatMap((one) => [one, one]);
    const { url, asked } = await fakeProfileStore(kind, twice);
    const fetched = await fetchFrom(kind, url, { fromMs: at(4), untilMs: at(5.1) });
    expect(reasonOf(fetched)).toMatch(
      /adds up to \d+, its series says \d+: it is not of one process/,
    );
    // The series once, each column once: nothing is asked again.
    expect(asked).toHaveLength(4);
  });
});

test('a target without the labels of the selector is told so', async () => {
  const fetched = await fetchFrom(
    'parca',
    'http://127.0.0.1:9',
    { fromMs: 0, untilMs: 1 },
    {
      stored: { selector: '{pod="{{pod}}"}', lacks: ['pod'] },
    },
  );
  expect(reasonOf(fetched)).toMatch(/needs pod, which this target does not have/);
});

test.each([
  ['parca', { samples: [{ timestamp: 'x', value: 1 }] }],
  ['parca', { samples: [{ timestamp: '+200000-01-01T00:00:00Z' }] }],
  ['pyroscope', { points: [{ timestamp: '-9000000000000000000', value: 1 }] }],
  ['pyroscope', { points: [{ timestamp: '9000000000000000000', value: 1 }] }],
] as const)(
  'a profile of %s at no time that was asked for is a sentence: %j',
  async (kind, one) => {
    const { url } = await fakeServer(() => ({
      status: 200,
      body: JSON.stringify({ series: [one] }),
    }));
    const fetched = await fetchFrom(kind, url, { fromMs: at(0), untilMs: at(1) });
    expect(reasonOf(fetched)).toMatch(/it tells of one at "[-+x9].*, which is none of them/);
  },
);

test('an answer of millions of values is refused before it is read', async () => {
  const body = `{"series":[${'1,'.repeat(2_000_000)}1]}`;
  const { url } = await fakeServer(() => ({ status: 200, body }));
  const fetched = await fetchFrom('parca', url, { fromMs: at(0), untilMs: at(1) });
  expect(reasonOf(fetched)).toMatch(/the answer is not what its API says/);
});
