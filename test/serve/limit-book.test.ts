import { expect, test } from 'vitest';
import { limits } from '../../src/model/limits.ts';
import { LimitBook } from '../../src/serve/limit-book.ts';

function bookAt() {
  const clock = { nowMs: 0 };
  const book = new LimitBook(() => clock.nowMs);
  const of = (limit: string, present: Parameters<LimitBook['figures']>[0] = []) =>
    book.figures(present).find((figure) => figure.limit === limit);
  return { clock, book, of };
}

const minute = 60_000;

test('a peak is kept for five to ten minutes, however often it is read', () => {
  const { clock, book, of } = bookAt();
  book.note({ limit: 'webhook_bodies', used: 3 });
  book.note({ limit: 'webhook_bodies', used: 1 });
  expect([of('webhook_bodies'), of('webhook_bodies')]).toEqual(
    Array(2).fill({ limit: 'webhook_bodies', used: 3, most: 4 }),
  );
  clock.nowMs = 5 * minute;
  expect(of('webhook_bodies')?.used).toBe(3);
  clock.nowMs = 10 * minute;
  expect(of('webhook_bodies')?.used).toBe(0);
});

test('after a pause longer than that nothing old is left', () => {
  const { clock, book, of } = bookAt();
  book.note({ limit: 'webhook_bodies', used: 3 });
  clock.nowMs = 60 * minute;
  expect(of('webhook_bodies')?.used).toBe(0);
});

test('a clock that is set back keeps no peak for longer', () => {
  const { clock, book, of } = bookAt();
  clock.nowMs = 60 * minute;
  book.note({ limit: 'webhook_bodies', used: 3 });
  clock.nowMs = 0;
  expect(of('webhook_bodies')?.used).toBe(0);
});

test('of several with the same limit the one that is nearest to its own counts', () => {
  const { book, of } = bookAt();
  book.note({ limit: 'page_bytes', used: 1000, most: 100_000 });
  book.note({ limit: 'page_bytes', used: 90, most: 100 });
  book.note({ limit: 'page_bytes', used: 2000, most: 100_000 });
  expect(of('page_bytes')).toEqual({ limit: 'page_bytes', used: 90, most: 100 });
  const present = [{ limit: 'page_bytes', used: 95, most: 100 }] as const;
  expect(of('page_bytes', present)?.used).toBe(95);
});

test('every limit that has a number has a figure, from the start; one without a limit has none', () => {
  const { book, of } = bookAt();
  const unset = Object.entries(limits).filter(([, { most }]) => most === null);
  expect(book.figures()).toHaveLength(Object.keys(limits).length - unset.length);
  expect(of('storage_bytes', [{ limit: 'storage_bytes', used: 5, most: 0 }])).toBeUndefined();
  expect(
    of('storage_bytes', [{ limit: 'storage_bytes', used: 5, most: Number.POSITIVE_INFINITY }]),
  ).toBeUndefined();
  expect(of('storage_bytes', [{ limit: 'storage_bytes', used: 5, most: 9 }])?.most).toBe(9);
});
