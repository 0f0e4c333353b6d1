import { expect, test } from 'vitest';
import type { ProfileKind } from '../../src/model/capture.ts';
import type { Confidence, Diff } from '../../src/model/culprit.ts';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import { diffCaptures } from '../../src/profile/diff-captures.ts';
import { GrowthDiff } from '../../src/profile/growth-diff.ts';
import { diffText } from '../../src/render/diff-text.ts';
import { type Drawing, goroutineBytes, heapBytes } from '../support/profile-text.ts';

const MiB = 2 ** 20;
const save = 'goleaky/repo.SaveReport goleaky/repo/repo.go:35';
const root =
  'main.doWork goleaky/main.go:9 < main.main goleaky/main.go:5 < runtime.main runtime/proc.go:283';
const rate = 512 * 1024;

/** The diff of captures ten seconds apart. */
function diffOf(texts: readonly string[], drawing: Drawing = {}, kind: ProfileKind = 'heap'): Diff {
  const draw = kind === 'heap' ? heapBytes : goroutineBytes;
  const captures = texts.map((text, i) => ({ bytes: draw(text, drawing), atMs: i * 10_000 }));
  const diff = diffCaptures(captures, kind);
  if (!diff.ok) throw new Error(diff.reason);
  return diff.value;
}

function check(
  texts: readonly string[],
  expected: { verdict: Confidence; culprit?: string; share?: number },
  drawing?: Drawing,
) {
  const diff = diffOf(texts, drawing ?? {});
  expect(diff.verdict).toBe(expected.verdict);
  expect(diff.culprits[0]?.function).toBe(expected.culprit);
  if (expected.share !== undefined)
    expect(diff.culprits[0]?.share).toBeGreaterThanOrEqual(expected.share);
  if (expected.verdict !== 'confirmed')
    expect(diff.warnings.join()).toMatch(/is not (confirmed|accused)|nothing grew/);
}

/** `append`: at each capture the arrays that are alive, the last of them the slice itself. */
function staircase(arrays: readonly (readonly number[])[]): string[] {
  const seen: number[] = [];
  return arrays.map((alive, i) => {
    seen.push(...alive.filter((size) => !seen.includes(size)));
    const rows = seen.map(
      (size) => `${alive.includes(size) ? 1 : 0} 1 ${size * MiB} ${save} < ${root}`,
    );
    return [
      ...rows,
      `40 ${(i + 1) * 9000} 16384 goleaky/builder.BuildReport goleaky/builder/b.go:7 < ${root}`,
    ].join('\n');
  });
}

const named = 'goleaky/repo.SaveReport';

test.each<{ name: string; arrays: number[][]; verdict: Confidence }>([
  { name: 'two captures', arrays: [[20], [25]], verdict: 'likely' },
  { name: 'one step in four captures', arrays: [[20], [20, 25], [25], [25]], verdict: 'likely' },
  { name: 'four steps', arrays: [[20], [25], [31], [39]], verdict: 'confirmed' },
  {
    name: 'an old array still there',
    arrays: [[20], [20, 25], [31], [31, 39], [49]],
    verdict: 'confirmed',
  },
  {
    name: 'old arrays at both ends',
    arrays: [[16, 20], [25], [31], [39], [49], [49, 61]],
    verdict: 'confirmed',
  },
  { name: 'one capture between two steps', arrays: [[20], [25], [25], [31]], verdict: 'confirmed' },
  {
    name: 'plateaus among many',
    arrays: [[20], [25], [25], [31], [31], [39], [39], [49], [49]],
    verdict: 'confirmed',
  },
])('a growing slice: $name', ({ arrays, verdict }) => {
  check(staircase(arrays), { verdict, culprit: named, share: 0.9 }, { rateBytes: rate });
});

test('the growth of a slice is what it holds, and its dead copies are said', () => {
  const diff = diffOf(staircase([[20], [25], [31], [31, 39]]), { rateBytes: rate });
  expect(diff.culprits[0]?.growth).toBe(19 * MiB);
  expect(diff.growth).toBeGreaterThan(45 * MiB);
  expect(diff.warnings.join()).toContain('31.0 MiB of copies');
});

/** A straight ramp of small objects beside churn. */
function ramp(
  counts: readonly number[],
  churn: readonly number[] = counts.map(() => 40),
): string[] {
  return counts.map(
    (count, i) => `
      ${count} ${count} 4096 ${save} < ${root}
      ${churn[i]} ${9000 * (i + 1)} 16384 goleaky/builder.BuildReport goleaky/builder/b.go:7 < ${root}`,
  );
}

test.each<{ name: string; texts: string[]; verdict: Confidence; culprit?: string }>([
  {
    name: 'a ramp of 40 MiB',
    texts: ramp([0, 3400, 6800, 10240]),
    verdict: 'confirmed',
    culprit: named,
  },
  {
    name: 'three captures of it',
    texts: ramp([0, 5120, 10240]),
    verdict: 'likely',
    culprit: named,
  },
  {
    name: 'growth within the error of sampling, and yet a guess',
    texts: ramp([2000, 2200, 2400, 2600]),
    verdict: 'not-enough-evidence',
    culprit: named,
  },
  {
    name: 'churn alone',
    texts: ramp([800, 800, 800, 800], [30, 300, 10, 400]),
    verdict: 'not-enough-evidence',
  },
  {
    name: 'a cache that has filled up',
    texts: ramp([0, 20_000, 27_000, 27_500, 27_600, 27_600, 27_600]),
    verdict: 'not-enough-evidence',
  },
  {
    name: 'a fall within six',
    texts: ramp([0, 5000, 10_000, 9000, 15_000, 20_000]),
    verdict: 'likely',
    culprit: named,
  },
])('small objects: $name', ({ texts, verdict, culprit }) => {
  check(texts, { verdict, ...(culprit === undefined ? {} : { culprit }) }, { rateBytes: rate });
});

test('buffers that come and go are accused of nothing, however large', () => {
  const texts = [4, 9, 2, 12, 6, 11].map(
    (count, i) => `${count} ${(i + 1) * 900} 8388608 app.read app/read.go:3 < ${root}`,
  );
  check(texts, { verdict: 'not-enough-evidence' }, { rateBytes: rate });
});

test('closures, type arguments and lines of one function are one culprit; the observer is none', () => {
  const texts = [0, 1000, 2000, 3000].map(
    (count) => `
      ${count} ${count} 4096 example.org/shop/cache.(*Map[go.shape.string]).Set.func1 /src/shop/cache/cache.go:7 < ${root}
      ${count} ${count} 4096 example.org/shop/cache.(*Map[go.shape.int]).Set /src/shop/cache/cache.go:9 ~ example.org/shop.Put /src/shop/put.go:3 < ${root}
      ${count * 9} ${count * 9} 4096 compress/flate.NewWriter compress/flate/deflate.go:1 < runtime/pprof.writeHeap runtime/pprof/pprof.go:1 < ${root}`,
  );
  const diff = diffOf(texts);
  expect(diff.culprits).toHaveLength(1);
  expect(diff.culprits[0]).toMatchObject({
    function: 'example.org/shop/cache.(*Map[...]).Set',
    package: 'example.org/shop/cache',
    share: 1,
    growth: 2 * 3000 * 4096,
    kind: 'application',
    confidence: 'confirmed',
  });
});

test('the stack runs from the leaf to the root, with what was inlined', () => {
  const texts = [0, 9].map(
    (n) =>
      `${n} ${n} 9000000 bytes.growSlice bytes/buffer.go:2 ~ bytes.(*Buffer).Write bytes/buffer.go:9 < ${save} < ${root}`,
  );
  const [culprit] = diffOf(texts).culprits;
  expect(culprit).toMatchObject({
    function: named,
    file: 'goleaky/repo/repo.go',
    line: 35,
    leaf: 'bytes.growSlice',
  });
  expect(culprit?.stack.map((frame) => frame.function)).toEqual([
    'bytes.growSlice',
    'bytes.(*Buffer).Write',
    named,
    'main.doWork',
    'main.main',
    'runtime.main',
  ]);
  expect(culprit?.stack.map((frame) => frame.inline)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('without a frame of the application the outermost third party is named, never more than likely', () => {
  const texts = [0, 1, 2, 3, 4].map(
    (n) =>
      `${n} ${n} 9000000 bytes.Clone bytes/b.go:2 < github.com/x/y.Keep github.com/x/y@v1.0.0/y.go:2 < net/http.(*conn).serve net/http/server.go:5`,
  );
  const diff = diffOf(texts);
  expect(diff.verdict).toBe('likely');
  expect(diff.culprits[0]).toMatchObject({ function: 'github.com/x/y.Keep', kind: 'third-party' });
});

test.each<{ name: string; counts: number[]; verdict: Confidence }>([
  { name: 'a leak', counts: [8, 108, 208, 308, 408, 508], verdict: 'confirmed' },
  { name: 'two captures', counts: [8, 108], verdict: 'likely' },
  { name: 'a busy server', counts: [90, 110, 95, 104, 88, 112], verdict: 'not-enough-evidence' },
])('goroutines: $name', ({ counts, verdict }) => {
  const texts = counts.map(
    (count) => `
    ${count} runtime.gopark runtime/proc.go:3 < runtime.chanrecv1 runtime/chan.go:4 < example.org/shop.(*Hub).pump /src/shop/hub.go:5
    1 runtime.gopark runtime/proc.go:3 < net/http.(*Server).Serve net/http/server.go:4 < ${root}`,
  );
  const diff = diffOf(texts, {}, 'goroutine');
  expect(diff).toMatchObject({ sampleType: 'goroutine', unit: 'count', verdict });
  expect(diff.culprits[0]?.function).toBe(
    verdict === 'not-enough-evidence' ? undefined : 'example.org/shop.(*Hub).pump',
  );
  if (diff.culprits[0]) expect(diff.culprits[0].leaf).toBe('example.org/shop.(*Hub).pump');
});

test('a capture of the same collection is counted once, and said', () => {
  const [a = '', b = ''] = ramp([0, 10_000]);
  const diff = diffOf([a, a, a, b, b]);
  expect(diff.captures).toBe(2);
  expect(diff.warnings[0]).toBe(
    '3 captures are of the same garbage collection as the one before them and are left out; let the target collect between captures',
  );
});

test('after a restart the comparison begins anew', () => {
  const diff = diffOf([...ramp([9000, 10_000]), ...ramp([1, 5000])]);
  expect(diff).toMatchObject({ captures: 2, base: { atMs: 20_000 } });
  expect(diff.culprits[0]?.growth).toBe(4999 * 4096);
  expect(diff.warnings[0]).toContain(
    'capture 3 has forgotten allocations that were counted before',
  );
});

test('another build begins anew too', () => {
  const [a = '', b = ''] = ramp([1, 5000]);
  const growth = new GrowthDiff('heap');
  for (const [i, buildId] of ['one', 'two', 'two'].entries()) {
    expect(growth.add(heapBytes(i < 2 ? a : b, { buildId }), i * 1000).ok).toBe(true);
  }
  const diff = growth.diff();
  expect(diff.ok && diff.value.captures).toBe(2);
  expect(diff.ok && diff.value.warnings[0]).toContain('another build');
});

test.each([
  {
    name: 'another kind',
    other: goroutineBytes('1 main.main'),
    says: 'expected a heap profile with inuse_space, got one that counts goroutine',
  },
  {
    name: 'another rate',
    other: heapBytes('1 1 4096 main.main', { rateBytes: rate }),
    says: 'sampled every 524288 bytes, those before it every 1',
  },
  { name: 'no profile', other: new TextEncoder().encode('<html>'), says: 'an HTML or XML page' },
])('$name is refused, and what was added stays', ({ other, says }) => {
  const growth = new GrowthDiff('heap');
  const [a = '', b = ''] = ramp([0, 9000]);
  expect(growth.add(heapBytes(a), 0).ok).toBe(true);
  const refused = growth.add(other, 1000);
  expect(refused.ok ? '' : refused.reason).toContain(says);
  expect(growth.add(heapBytes(b), 2000).ok).toBe(true);
  const diff = growth.diff();
  expect(diff.ok && diff.value.culprits[0]?.function).toBe(named);
});

test('one capture is no diff', () => {
  const growth = new GrowthDiff('heap');
  growth.add(heapBytes(ramp([1])[0] ?? ''), 0);
  const diff = growth.diff();
  expect(diff.ok ? '' : diff.reason).toBe('a diff needs two captures or more, got 1');
});

test('times that do not rise are replaced by the order', () => {
  const captures = ramp([0, 3400, 6800, 10240]).map((text) => ({
    bytes: heapBytes(text),
    atMs: 5,
  }));
  const diff = diffCaptures(captures);
  expect(diff.ok && diff.value.verdict).toBe('confirmed');
  expect(diff.ok && diff.value.warnings[0]).toContain('not in the order of their times');
});

test('where a capture has no time the order counts, and no distance is made up', () => {
  const growth = new GrowthDiff('heap');
  for (const [i, text] of ramp([0, 9000]).entries()) {
    const decoded = decodeProfile(heapBytes(text));
    if (!decoded.ok) throw new Error(decoded.reason);
    growth.addProfile(decoded.value, i === 0 ? null : 1_800_000_000_000);
  }
  const diff = growth.diff();
  expect(diff).toMatchObject({ ok: true, value: { base: { atMs: null }, captures: 2 } });
  expect(diff.ok && diff.value.next).toEqual({ captures: 2, apartSeconds: null });
  expect(diff.ok && diffText(diff.value)).toMatch(
    /over 2 captures\n[\s\S]*\nNext: 2 more captures, confirm it/,
  );
});

test('captures given newest first are told to be so, and nobody is cleared by them', () => {
  const [early = '', late = ''] = ramp([0, 9000]);
  const diff = diffCaptures([
    { bytes: heapBytes(late), atMs: 60_000 },
    { bytes: heapBytes(early), atMs: 0 },
  ]);
  if (!diff.ok) throw new Error(diff.reason);
  expect(diff.value.warnings).toEqual([
    'capture 2 was taken before the one before it and knows less; captures are given oldest first: the 1 before it is left out',
  ]);
  expect(diffText(diff.value)).toMatch(/^No answer: only one capture is left/);
});

test('of many captures the line through all of them tells a slow leak under churn', () => {
  const random = (() => {
    let state = 5;
    return () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
  })();
  // 8 MiB that come and go, sampled to a sixteenth part, and 3 MiB more by the end.
  const texts = Array.from({ length: 80 }, (_, i) => {
    const live = 16000 + i * 75 + Math.round(3000 * random());
    return `${live} ${live + i * 40_000} 512 ${save} < ${root}`;
  });
  const diff = diffOf(texts, { rateBytes: 512 * 1024 });
  expect(diff.captures).toBe(80);
  expect(diff.culprits[0]?.function).toBe(named);
  expect(diff.verdict).not.toBe('not-enough-evidence');
});

test('a trace of goroutines and a count of them are not compared', () => {
  const trace = 'goroutine 1 [chan receive, 3 minutes]:\nmain.work()\n\t/src/main.go:9 +0x1\n\n';
  const count = 'goroutine profile: total 1\n1 @ 0x1\n#\t0x1\tmain.work+0x1\t/src/main.go:9\n\n';
  const bytes = (text: string) => new TextEncoder().encode(text);
  for (const [one, other, says] of [
    [trace, count, 'is not a trace of goroutines (debug=2), those before it are'],
    [count, trace, 'is a trace of goroutines (debug=2), those before it are not'],
  ] as const) {
    const growth = new GrowthDiff('goroutine');
    expect(growth.add(bytes(one), 0).ok).toBe(true);
    const refused = growth.add(bytes(other), 1000);
    expect(refused.ok ? '' : refused.reason).toContain(says);
  }
});

test('captures that are taken say what those say that are added, and are gone', () => {
  const texts = [1000, 2000, 3000, 4000].map((n) => `${n} ${n} 4096 ${save} < ${root}`);
  const [added, taken] = [new GrowthDiff('heap'), new GrowthDiff('heap')];
  for (const [i, text] of texts.entries()) {
    // So large that its memory is worth giving back.
    const more = Array.from(
      { length: 4000 },
      (_, k) => `5 9 ${64 + k} a.F${k} a/a.go:${k} < ${root}`,
    );
    const bytes = heapBytes([text, ...more].join('\n'));
    expect(added.add(bytes, i * 10_000)).toMatchObject({ ok: true });
    const own = Uint8Array.from(bytes);
    expect(taken.take(own, i * 10_000)).toMatchObject({ ok: true });
    expect(own).toHaveLength(0);
  }
  expect(taken.diff()).toEqual(added.diff());
  expect(taken.diff()).toMatchObject({
    value: { culprits: [{ function: 'goleaky/repo.SaveReport' }] },
  });
});

test('a capture that is no profile leaves those that were taken before', () => {
  const diff = new GrowthDiff('heap');
  for (const [i, n] of [1000, 2000].entries()) {
    diff.take(heapBytes(`${n} ${n} 4096 ${save} < ${root}`), i * 10_000);
  }
  expect(diff.take(new TextEncoder().encode('<html>'), 20_000)).toMatchObject({ ok: false });
  expect(diff.diff()).toMatchObject({ ok: true, value: { captures: 2 } });
});
