import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { capturesCompared } from '../../src/cli/captures-compared.ts';
import { differenceStored } from '../../src/cli/difference-stored.ts';
import type { Capture } from '../../src/model/capture.ts';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import { openStore } from '../../src/store/open-store.ts';
import { capture, heapDiff, incident, target } from '../support/snapshots.ts';

const of = target('slice', '127.0.0.1:6060');

/** A store with the heaps of a program that leaks, oldest first. */
async function withHeaps(count: number) {
  const path = await mkdtemp(join(tmpdir(), 'sawtooth-difference-'));
  const store = await openStore({ path, nowMs: Date.now });
  if (!store.ok) throw new Error(store.reason);
  const captures: Capture[] = [];
  for (let i = 0; i < count; i++) {
    const bytes = new Uint8Array(await readFile(`test/data/profiles/slice/heap.${i}.pb.gz`));
    const profile = { kind: 'heap', bytes, atMs: 1000 + i, tookMs: 1, url: '', gc: true } as const;
    const put = await store.value.putCapture(of, profile, { role: 'incident', lifeStartAtMs: 1 });
    if (!put.ok) throw new Error(put.reason);
    captures.push(put.value);
  }
  return { path, captures };
}

/** The sum of a profile's last column: bytes in use. */
function inUse(bytes: Uint8Array): number {
  const decoded = decodeProfile(bytes);
  if (!decoded.ok) throw new Error(decoded.reason);
  const { stacks, sampleTypes } = decoded.value;
  let sum = 0;
  for (let i = sampleTypes.length - 1; i < stacks.values.length; i += sampleTypes.length) {
    sum += stacks.values[i] ?? 0;
  }
  return sum;
}

test('of what grew alone nothing is negative, and what grew is all there', async () => {
  const { path, captures } = await withHeaps(5);
  const values = async (part: 'all' | 'growth', order = captures) => {
    const made = await differenceStored(path, order, part);
    if (!made.ok) throw new Error(made.reason);
    const decoded = decodeProfile(made.value);
    if (!decoded.ok) throw new Error(decoded.reason);
    return [...decoded.value.stacks.values];
  };
  const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0);
  const grown = (await values('all')).filter((value) => value > 0);
  const growth = await values('growth');
  expect(Math.min(...growth)).toBeGreaterThanOrEqual(0);
  expect(sum(growth)).toBe(sum(grown));
  // The other way round it is mostly negative: then little is left.
  const back = await values('growth', captures.toReversed());
  expect(Math.min(0, ...(await values('all', captures.toReversed())))).toBeLessThan(0);
  expect(Math.min(0, ...back)).toBe(0);
});

test('the difference is a profile that holds what was added', async () => {
  const { path, captures } = await withHeaps(5);
  const made = await differenceStored(path, captures);
  if (!made.ok) throw new Error(made.reason);
  const sizes = await Promise.all(
    [0, 4].map(async (i) =>
      inUse(new Uint8Array(await readFile(`test/data/profiles/slice/heap.${i}.pb.gz`))),
    ),
  );
  expect(inUse(made.value)).toBe((sizes[1] ?? 0) - (sizes[0] ?? 0));
});

test('one capture, and one that is gone, make no difference, and it is said why', async () => {
  const { path, captures } = await withHeaps(2);
  expect(await differenceStored(path, captures.slice(0, 1))).toMatchObject({ ok: false });
  const gone = captures.map((one) => ({ ...one, path: join(path, 'none.pb.gz') }));
  expect(await differenceStored(path, gone)).toMatchObject({
    ok: false,
    reason: expect.stringContaining('none.pb.gz'),
  });
});

describe('which captures', () => {
  const [first, middle, last] = [30, 20, 10].map((age) => capture(of, 'incident', age));
  const captures = [first, middle, last].filter((one) => one !== undefined);
  const ends = {
    base: { total: 1, atMs: first?.atMs ?? 0 },
    current: { total: 2, atMs: last?.atMs ?? 0 },
  };

  test('the first and the last of the diff that named the culprit', () => {
    const goroutines = { ...heapDiff, sampleType: 'goroutine', culprits: [] };
    const diffs = [goroutines, { ...heapDiff, ...ends }];
    expect(capturesCompared(incident({ captures, diffs }))).toEqual([first, last]);
  });

  test('none when they are not known any more', () => {
    expect(capturesCompared(incident({ captures: [], diffs: [{ ...heapDiff, ...ends }] }))).toEqual(
      [],
    );
    expect(capturesCompared(incident({ captures, diffs: [] }))).toEqual([]);
  });
});
