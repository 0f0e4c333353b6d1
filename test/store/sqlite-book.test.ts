import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadSqlite } from '../../src/store/load-sqlite.ts';
import { migrations } from '../../src/store/migrate-book.ts';
import type { RecordBook } from '../../src/store/record-book.ts';
import { type BookOptions, openSqliteBook } from '../../src/store/sqlite-book.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-book-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;
const newFile = () => join(folder, `${made++}.db`);

function opened(file: string, options?: BookOptions): RecordBook {
  const book = openSqliteBook(file, options);
  if (!book.ok) throw new Error(book.reason);
  return book.value;
}

const record = { kind: 'incident', key: 'a', atMs: 1, value: 'first' } as const;
/** A schema of some later version: what is there gets a column. */
const later = [...migrations, 'ALTER TABLE records ADD COLUMN note TEXT'];

test('a new book begins with what is handed in, an old one does not', () => {
  const file = newFile();
  const book = opened(file, { first: () => [record] });
  expect(book.list('incident')).toMatchObject({ value: [{ key: 'a', value: 'first' }] });
  book.write([{ kind: 'incident', key: 'a', value: null }], 'urgent');
  book.close();
  expect(opened(file, { first: () => [record] }).list('incident')).toMatchObject({ value: [] });
});

test.each([
  ['removed', () => undefined],
  ['replaced', (file: string) => writeFileSync(file, 'another')],
])('a book whose file was %s takes nothing: it would be gone with it', (_what, happens) => {
  const file = newFile();
  const book = opened(file);
  expect(book.write([record], 'urgent').ok).toBe(true);
  // Until it is closed its number on the disk is nobody else's.
  rmSync(file);
  happens(file);
  for (const how of ['urgent', 'deferrable'] as const) {
    expect(book.write([record], how)).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/is not there any more: .* Start sawtooth anew\.$/),
    });
  }
  book.close();
});

test('an older schema is brought forward, and what is in it stays', () => {
  const file = newFile();
  const old = opened(file);
  old.write([record], 'urgent');
  old.close();
  const now = opened(file, { steps: later });
  expect(now.list('incident')).toMatchObject({ value: [{ value: 'first' }] });
  now.close();
});

test('a step that fails leaves the old schema as it was', () => {
  const file = newFile();
  opened(file, { first: () => [record] }).close();
  expect(openSqliteBook(file, { steps: [...later, 'NO SUCH SENTENCE'] }).ok).toBe(false);
  expect(opened(file).list('incident')).toMatchObject({ value: [{ value: 'first' }] });
  expect(opened(file, { steps: later }).list('incident')).toMatchObject({ value: [{}] });
});

test.each([true, false])('one of a newer program is refused (read only: %s)', (readOnly) => {
  const file = newFile();
  opened(file, { steps: later }).close();
  expect(openSqliteBook(file, { readOnly })).toEqual({
    ok: false,
    reason: `${file} has version 2, which a newer sawtooth has written, and this one knows 1 and older ones. Start the newer sawtooth again, or give this one another --storage.path`,
  });
});

test('the database of another program is left alone', () => {
  const file = newFile();
  const other = new (loadSqlite().DatabaseSync)(file);
  other.exec('PRAGMA user_version = 7; CREATE TABLE theirs (x)');
  other.close();
  expect(openSqliteBook(file)).toMatchObject({
    reason: expect.stringContaining('is a database of another program'),
  });
});

test.each<[string, (file: string) => void, RegExp]>([
  ['no database', (file) => writeFileSync(file, 'x'.repeat(5000)), /it is no database\. Move it/],
  ['a folder', (file) => mkdirSync(file), /it cannot be opened/],
  ['damaged', damage, /it is damaged\. Move it away/],
])('what is %s is a sentence', (_, spoil, says) => {
  const file = newFile();
  spoil(file);
  const book = openSqliteBook(file);
  const read = book.ok ? book.value.list('incident') : book;
  expect(read).toMatchObject({ ok: false, reason: expect.stringMatching(says) });
});

function damage(file: string): void {
  const book = opened(file);
  const many = Array.from({ length: 300 }, (_, i) => ({ ...record, key: `${i}` }));
  book.write(many, 'urgent');
  book.close();
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0x5a, 8192, bytes.length - 4096));
}

test('who only reads sees what another has just written, and writes nothing', () => {
  const file = newFile();
  const writer = opened(file);
  const reader = opened(file, { readOnly: true });
  writer.write([record], 'deferrable');
  expect(reader.list('incident')).toMatchObject({ value: [{ value: 'first' }] });
  expect(reader.write([record], 'deferrable')).toMatchObject({
    ok: false,
    reason: expect.stringContaining('it may not be written to'),
  });
});

test('room of what was removed is given back', () => {
  const file = newFile();
  const book = opened(file);
  const value = new Uint8Array(100_000).fill(7);
  const many = Array.from({ length: 50 }, (_, i) => ({ ...record, key: `${i}`, value }));
  book.write(many, 'urgent');
  const full = book.bytes();
  book.write(
    many.map(({ key }) => ({ kind: 'incident', key, value: null })),
    'urgent',
  );
  for (let more = true; more; ) {
    const shrunk = book.shrink();
    more = shrunk.ok && shrunk.value;
  }
  book.close();
  expect(opened(file).bytes()).toBeLessThan(full / 10);
});

test('that SQLite is experimental is said to nobody, anything else is', () => {
  const module = new URL('../../src/store/load-sqlite.ts', import.meta.url).href;
  const program = `const { loadSqlite } = await import(${JSON.stringify(module)});
    // As Node 22 does when it loads it.
    const load = process.getBuiltinModule;
    process.getBuiltinModule = (id) => {
      process.emitWarning('SQLite is an experimental feature and might change at any time', 'ExperimentalWarning');
      process.emitWarning('something else', 'ExperimentalWarning');
      return load(id);
    };
    loadSqlite();
    process.emitWarning('SQLite again', 'ExperimentalWarning');`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  expect(stderr).not.toContain('might change');
  expect(stderr).toContain('something else');
  expect(stderr).toContain('SQLite again');
});
