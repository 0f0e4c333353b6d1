import { describe, expect, test } from 'vitest';
import { keepCaptures } from '../../src/incident/keep-captures.ts';
import { mergeDiff } from '../../src/incident/merge-diff.ts';
import type { Capture } from '../../src/model/capture.ts';
import type { Diff } from '../../src/model/culprit.ts';
import { limits } from '../../src/model/limits.ts';
import { culprit, diff } from '../support/diff.ts';
import { rule } from '../support/rule.ts';
import { capture, incident, target } from '../support/snapshots.ts';

const { most } = limits.captures_of_incident;

function at(atMs: number, kind: Capture['kind'] = 'heap', lifeStartAtMs = 0): Capture {
  const about = { id: `${kind}-${atMs}`, atMs, kind, lifeStartAtMs };
  return { ...capture(target('shop', 'shop:6060'), 'incident', 0), ...about };
}

function between(baseMs: number, currentMs: number, sampleType = 'inuse_space'): Diff {
  const ends = { base: { total: 1, atMs: baseMs }, current: { total: 2, atMs: currentMs } };
  return diff('likely', [culprit('shop/cache.Put', 'likely')], { ...ends, sampleType });
}

const times = (captures: readonly Capture[]) => captures.map(({ atMs }) => atMs);
const count = (n: number) => Array.from({ length: n }, (_, i) => at(i + 1));

describe('what is kept of too many captures', () => {
  const cases: [name: string, captures: Capture[], diffs: Diff[], kept: number[]][] = [
    ['no more than may be: all', count(4), [], [1, 2, 3, 4]],
    ['without a diff the first and the newest', count(9), [], [1, 7, 8, 9]],
    ['those that a diff is between', count(9), [between(3, 5)], [1, 3, 4, 5]],
    [
      'a diff of another kind keeps none of these',
      count(9),
      [between(3, 5, 'goroutine')],
      [1, 7, 8, 9],
    ],
    [
      'the first of each kind',
      [...count(8), at(9, 'goroutine'), ...[10, 11].map((atMs) => at(atMs))],
      [],
      [1, 9, 10, 11],
    ],
  ];
  test.each(cases)('%s', (_, captures, diffs, kept) => {
    expect(times(keepCaptures(captures, diffs, 4))).toEqual(kept);
  });
});

test('of an incident whose every life brings an equally sure diff the record stays bounded', () => {
  let known = incident({ diffs: [], culprits: [], captures: [] });
  for (let life = 0; life < 60; life += 1) {
    const captures = Array.from({ length: 12 }, (_, i) =>
      at(1_000 * life + i + 1, 'heap', 1_000 * life),
    );
    const newest = between(1_000 * life + 1, 1_000 * life + 12);
    known = mergeDiff(known, newest, captures, rule());
    expect(known.captures.length).toBeLessThanOrEqual(most);
    // Its report can be made anew, of all that the diff looked at.
    expect(times(known.captures)).toEqual(expect.arrayContaining(times(captures)));
  }
  expect(known.captures).toHaveLength(most);
  expect(known.captures[0]?.atMs).toBe(1);
});
