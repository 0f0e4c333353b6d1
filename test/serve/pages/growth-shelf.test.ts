import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../src/model/incident.ts';
import { failure, type Result, success } from '../../../src/model/result.ts';
import type { LeakReport } from '../../../src/render/report/leak-report.ts';
import { GrowthShelf } from '../../../src/serve/pages/growth-shelf.ts';
import { leakReport } from '../../support/leak-report.ts';
import { heapDiff, incident } from '../../support/snapshots.ts';

/** A shelf whose maker answers when it is told to. */
function shelf(isMadeAtLook = true) {
  let atMs = 0;
  let told = 0;
  const asked: { incident: Incident; answer: (made: Result<LeakReport>) => void }[] = [];
  const kept = new GrowthShelf({
    nowMs: () => atMs,
    isMadeAtLook,
    made: () => {
      told += 1;
    },
    make: (of) =>
      new Promise((resolve) => {
        asked.push({ incident: of, answer: resolve });
      }),
  });
  return {
    asked,
    told: () => told,
    pass: (ms: number) => {
      atMs += ms;
    },
    /** What there is of an incident, once all that was answered has been taken. */
    async look(of = incident(), isAsked = false) {
      await new Promise(setImmediate);
      return kept.of(of, isAsked);
    },
    answer(made: Result<LeakReport>, i = asked.length - 1) {
      asked[i]?.answer(made);
    },
  };
}

/** The same incident, later compared with another capture. */
function later(ms: number): Incident {
  const [diff = heapDiff] = incident().diffs;
  const current = { ...diff.current, atMs: (diff.current.atMs ?? 0) + ms };
  return incident({ diffs: [{ ...diff, current }] });
}

describe('what the captures of an incident show', () => {
  test('is made once, when somebody first looks; until then its place is kept', async () => {
    const { look, asked, answer, told } = shelf();
    expect((await look()).html.html).toContain('aria-busy="true"');
    expect((await look()).version).toBe('making');
    expect(asked).toHaveLength(1);
    answer(success(leakReport()));
    const made = await look();
    expect(made.html.html).toContain('id="flame"');
    expect(made.html.html).toContain(`data-version="${made.version}"`);
    expect((await look()).version).toBe(made.version);
    expect([asked.length, told()]).toEqual([1, 1]);
  });

  test('is made anew once others are compared, not sooner than a pause, and shown until then', async () => {
    const { look, asked, answer, pass } = shelf();
    await look();
    answer(success(leakReport()));
    const before = await look();
    expect((await look(later(1000))).version).toBe(before.version);
    expect(asked).toHaveLength(1);
    pass(20_000);
    expect((await look(later(2000))).version).toBe(before.version);
    expect(asked).toHaveLength(2);
    answer(success(leakReport({ notes: ['another'] })));
    const after = await look(later(2000));
    expect(after.version).not.toBe(before.version);
    expect(after.html.html).toContain('another');
  });

  test('that cannot be made says why, and is tried again after the pause', async () => {
    const { look, asked, answer, pass } = shelf();
    await look();
    answer(failure('4 others wait'));
    expect((await look()).html.html).toContain('It cannot be shown: 4 others wait.');
    expect(asked).toHaveLength(1);
    pass(20_000);
    await look();
    answer(success(leakReport()));
    const made = await look();
    expect(made.html.html).toContain('id="flame"');
    // What there was before is worth more than a sentence.
    pass(20_000);
    await look(later(1000));
    answer(failure('the disk is gone'));
    expect((await look(later(1000))).version).toBe(made.version);
  });

  test('where memory is scarce is made for who asks, and then for all who look', async () => {
    const { look, asked, answer } = shelf(false);
    expect((await look()).html.html).toContain('href="?growth=show"');
    expect(asked).toEqual([]);
    expect((await look(incident(), true)).version).toBe('making');
    answer(success(leakReport()));
    expect((await look()).html.html).toContain('id="flame"');
    expect(asked).toHaveLength(1);
  });

  test('without anything compared nothing is made', async () => {
    const { look, asked } = shelf();
    const { html } = await look(incident({ diffs: [] }));
    expect(html.html).toContain('Two captures of one life are needed');
    expect(asked).toEqual([]);
  });

  test('is kept of the last ones looked at, however many there are', async () => {
    const { look, asked, answer, pass } = shelf();
    const of = (n: number) => incident({ id: `i${n}` });
    for (let n = 0; n < 30; n += 1) {
      await look(of(n));
      answer(success(leakReport()));
      await look(of(n));
      pass(20_000);
    }
    await look(of(29));
    expect(asked).toHaveLength(30);
    await look(of(28));
    await look(of(22));
    expect(asked).toHaveLength(30);
    await look(of(0));
    expect(asked).toHaveLength(31);
  });

  test('of great size is kept of fewer', async () => {
    const { look, asked, answer, pass } = shelf();
    const large = leakReport({ notes: ['x'.repeat(6 * 1024 ** 2)] });
    for (const id of ['a', 'b', 'c', 'd']) {
      await look(incident({ id }));
      answer(success(large));
    }
    await look(incident({ id: 'd' }));
    pass(20_000);
    await look(incident({ id: 'd' }));
    await look(incident({ id: 'c' }));
    expect(asked).toHaveLength(4);
    await look(incident({ id: 'a' }));
    expect(asked).toHaveLength(5);
  });

  test.each([
    ['of more incidents than are kept', '', 12],
    ['of more than there is room for', 'x'.repeat(6 * 1024 ** 2), 4],
  ])('that pages watch, %s, is made at most once in a pause', async (_what, note, pages) => {
    let atMs = 0;
    let begun = 0;
    const report = leakReport({ notes: [note] });
    const incidents = Array.from({ length: pages }, (_, n) => incident({ id: `i${n}` }));
    // Open pages look when anything is made, and every second.
    const lookAll = () => {
      for (const one of incidents) kept.of(one);
    };
    const kept = new GrowthShelf({
      nowMs: () => atMs,
      isMadeAtLook: true,
      made: lookAll,
      make: () => {
        begun += 1;
        return new Promise((resolve) => setImmediate(() => resolve(success(report))));
      },
    });
    for (atMs = 0; atMs < 60_000; atMs += 1000) {
      lookAll();
      await new Promise(setImmediate);
    }
    expect(begun).toBeGreaterThanOrEqual(pages);
    expect(begun).toBeLessThanOrEqual(note === '' ? pages : 4 * pages);
  });
});
