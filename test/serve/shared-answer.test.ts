import { expect, test } from 'vitest';
import { SharedAnswer } from '../../src/serve/shared-answer.ts';

/** A shared answer whose makings are numbered and end when they are told to. */
function shared() {
  const clock = { nowMs: 0 };
  const ends: PromiseWithResolvers<number>[] = [];
  const answer = new SharedAnswer(
    () => clock.nowMs,
    () => {
      const end = Promise.withResolvers<number>();
      ends.push(end);
      return end.promise;
    },
  );
  return { clock, ends, answer };
}

test('who asks while one is made gets that one, however long it takes', async () => {
  const { clock, ends, answer } = shared();
  const first = answer.get();
  clock.nowMs = 60_000;
  const second = answer.get();
  ends[0]?.resolve(1);
  expect(await Promise.all([first, second])).toEqual([1, 1]);
  expect(ends).toHaveLength(1);
});

test('it is shared for a quarter of a second after it was there, and then made anew', async () => {
  const { clock, ends, answer } = shared();
  const first = answer.get();
  clock.nowMs = 1_000;
  ends[0]?.resolve(1);
  await first;
  clock.nowMs = 1_250;
  expect(await answer.get()).toBe(1);
  clock.nowMs = 1_251;
  const next = answer.get();
  ends[1]?.resolve(2);
  expect(await next).toBe(2);
});

test('one that fails is not shared with who asks later', async () => {
  const { ends, answer } = shared();
  const asked = [answer.get(), answer.get()];
  ends[0]?.reject(new Error('no'));
  expect(await Promise.allSettled(asked)).toMatchObject([
    { status: 'rejected' },
    { status: 'rejected' },
  ]);
  const next = answer.get();
  ends[1]?.resolve(2);
  expect(await next).toBe(2);
});
