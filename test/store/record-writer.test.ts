import { expect, test, vi } from 'vitest';
import { failure, type Result, success } from '../../src/model/result.ts';
import { memoryBook } from '../../src/store/memory-book.ts';
import type { RecordBook, RecordChange } from '../../src/store/record-book.ts';
import { RecordWriter } from '../../src/store/record-writer.ts';

const put = (key: string, value: string): RecordChange => ({
  kind: 'incident',
  key,
  atMs: 1,
  value,
});

/** A book whose flushes end when they are told to. */
function slowBook() {
  const book = memoryBook();
  const flushes: ((flushed: Result<void>) => void)[] = [];
  const batches: string[][] = [];
  const slow: RecordBook = {
    ...book,
    write: (changes, how) => {
      batches.push(changes.map(({ key, value }) => `${key}=${String(value)}`));
      return book.write(changes, how);
    },
    flush: () => new Promise((resolve) => flushes.push(resolve)),
  };
  const flushed = async (how: Result<void> = success(undefined)) => {
    await vi.waitFor(() => expect(flushes).not.toEqual([]));
    flushes.shift()?.(how);
  };
  return { book: slow, batches, flushes, flushed };
}

/** Whether a promise is settled by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  for (let i = 0; i < 20; i++) await null;
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

test('nothing is acknowledged before its flush has ended, and what comes meanwhile is one more', async () => {
  const { book, batches, flushes, flushed } = slowBook();
  const writer = new RecordWriter(book, () => undefined);
  const first = [writer.write([put('a', '1')]), writer.write([put('b', '1')])];
  await vi.waitFor(() => expect(flushes).toHaveLength(1));
  const later = [writer.write([put('a', '2')]), writer.write([put('c', '1')])];
  expect(await isSettled(Promise.race([...first, ...later]))).toBe(false);
  expect(batches).toEqual([['a=1', 'b=1']]);
  await flushed();
  expect(await Promise.all(first)).toEqual([success(undefined), success(undefined)]);
  await vi.waitFor(() => expect(flushes).toHaveLength(1));
  expect(await isSettled(Promise.race(later))).toBe(false);
  expect(batches.at(-1)).toEqual(['a=2', 'c=1']);
  expect(writer.waiting).toBe(0);
  const ended = writer.end();
  expect(await isSettled(ended)).toBe(false);
  await flushed();
  await Promise.all([...later, ended]);
  expect(batches).toHaveLength(2);
});

test('what no flush has covered is written again, the newest of it', async () => {
  const { book, batches, flushed } = slowBook();
  const said: string[] = [];
  const writer = new RecordWriter(book, (sentence) => said.push(sentence));
  const first = writer.write([put('a', '1'), put('b', '1')]);
  await flushed(failure('could not flush: the disk does not answer.'));
  expect(await first).toMatchObject({ ok: false });
  expect(writer.waiting).toBe(2);
  const second = writer.write([put('a', '2')]);
  await flushed();
  expect(await second).toEqual(success(undefined));
  expect(batches.at(-1)).toEqual(['b=1', 'a=2']);
  expect(writer.waiting).toBe(0);
  expect(said).toEqual([
    'could not flush: the disk does not answer. What was to be written is kept in memory until it can be.',
    'what could not be written is written now: 2 records',
  ]);
});
