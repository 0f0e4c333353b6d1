import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as passed } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import type { RecordBook } from '../../src/store/record-book.ts';
import { openSqliteBook } from '../../src/store/sqlite-book.ts';

const mib = 1024 ** 2;
const folder = mkdtempSync(join(tmpdir(), 'sawtooth-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

function opened(): { readonly book: RecordBook; readonly file: string } {
  const file = join(folder, `${made++}.db`);
  const book = openSqliteBook(file);
  if (!book.ok) throw new Error(book.reason);
  return { book: book.value, file };
}

const piece = randomBytes(mib / 2);
function write(book: RecordBook, key: string): void {
  const written = book.write([{ kind: 'workload', key, atMs: 1, value: piece }], 'deferrable');
  if (!written.ok) throw new Error(written.reason);
}

/** Writes a little until a condition holds. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; !(await isSo()); i++) {
    if (i === 500) throw new Error('it never came to that');
    await passed(20);
  }
}

test('the log is emptied by another thread, and cut back by the next who writes', async () => {
  const { book, file } = opened();
  for (let i = 0; i < 12; i++) write(book, `${i}`);
  expect(book.log().bytes).toBeGreaterThan(4 * mib);
  // Nobody empties it on this thread, which has not waited yet.
  expect(statSync(file).size).toBeLessThan(mib);
  await until(() => statSync(file).size > 5 * mib);
  let more = 0;
  await until(async () => {
    book.write([{ kind: 'snooze', key: 'a', atMs: 1, value: `${more++}` }], 'urgent');
    expect(await book.flush()).toEqual({ ok: true, value: undefined });
    return book.log().bytes <= mib;
  });
  book.close();
  expect(() => statSync(`${file}-wal`)).toThrow(/ENOENT/);
});

test('a log that is full takes nothing that can wait, and all that cannot, until it is emptied', async () => {
  const { book, file } = opened();
  const { limit } = book.log();
  // What is the same is not written again.
  const put = (key: string, how: 'urgent' | 'deferrable') =>
    book.write([{ kind: 'workload', key, atMs: 1, value: randomBytes(mib / 2) }], how);
  let written = put('0', 'deferrable');
  // Who reads an old state keeps the log from being emptied beyond it.
  const reader = new DatabaseSync(file, { readOnly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM records').get();
  for (let i = 1; i < 300 && written.ok; i++) written = put(`${i % 10}`, 'deferrable');
  expect(written).toMatchObject({
    reason: expect.stringMatching(
      /^the disk is slower than what is to be written: the log of .* is full/,
    ),
  });
  expect(book.log().bytes).toBeGreaterThanOrEqual(limit);
  expect(book.log().bytes).toBeLessThan(limit + mib);
  expect(put('urgent', 'urgent').ok).toBe(true);
  reader.exec('COMMIT');
  reader.close();
  await until(() => put('a', 'deferrable').ok);
  await until(() => put('a', 'deferrable').ok && book.log().bytes < limit / 2);
  book.close();
}, 60_000);

test('who reads for long keeps the log from being emptied, and nobody from writing', () => {
  const { book, file } = opened();
  write(book, 'a');
  const reader = new DatabaseSync(file, { readOnly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM records').get();
  for (let i = 0; i < 20; i++) write(book, `${i}`);
  expect(book.sizes('workload')).toMatchObject({ ok: true, value: { length: 21 } });
  reader.exec('COMMIT');
  reader.close();
  book.close();
  const again = openSqliteBook(file);
  if (!again.ok) throw new Error(again.reason);
  expect(again.value.sizes('workload')).toMatchObject({ ok: true, value: { length: 21 } });
  again.value.close();
});

test('closing waits for an emptying that is under way', () => {
  const { book, file } = opened();
  for (let i = 0; i < 12; i++) write(book, `${i}`);
  book.close();
  expect(() => statSync(`${file}-wal`)).toThrow(/ENOENT/);
  const again = openSqliteBook(file);
  if (!again.ok) throw new Error(again.reason);
  expect(again.value.sizes('workload')).toMatchObject({ ok: true, value: { length: 12 } });
  again.value.close();
});
