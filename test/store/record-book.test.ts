import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { memoryBook } from '../../src/store/memory-book.ts';
import type { RecordBook, RecordChange, RecordKind } from '../../src/store/record-book.ts';
import { openSqliteBook } from '../../src/store/sqlite-book.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-book-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

function sqliteBook(): RecordBook {
  const opened = openSqliteBook(join(folder, `${made++}.db`));
  if (!opened.ok) throw new Error(opened.reason);
  return opened.value;
}

const put = (kind: RecordKind, key: string, value: string | Uint8Array, atMs = 1) =>
  ({ kind, key, atMs, value }) satisfies RecordChange;

describe.each([
  ['SQLite', sqliteBook],
  ['memory', memoryBook],
])('the book in %s', (_, open) => {
  test('holds nothing at first', () => {
    const book = open();
    expect(book.list('incident')).toEqual({ ok: true, value: [] });
    expect(book.sizes('incident')).toEqual({ ok: true, value: [] });
    expect(book.read({ kind: 'incident', key: 'a' })).toEqual({ ok: true, value: null });
  });

  test('gives text back as text and bytes as bytes, by kind and key', () => {
    const book = open();
    const bytes = new Uint8Array([0, 255, 1]);
    const changes = [
      put('workload', 'b', bytes, 2.5),
      put('incident', 'b', 'ü\0"'),
      put('incident', 'a', ''),
    ];
    expect(book.write(changes, 'urgent')).toEqual({ ok: true, value: undefined });
    expect(book.list('incident')).toEqual({
      ok: true,
      value: [
        { key: 'a', atMs: 1, value: '' },
        { key: 'b', atMs: 1, value: 'ü\0"' },
      ],
    });
    expect(book.read({ kind: 'workload', key: 'b' })).toEqual({
      ok: true,
      value: { key: 'b', atMs: 2.5, value: bytes },
    });
    expect(book.sizes('incident')).toEqual({
      ok: true,
      value: [
        { key: 'a', atMs: 1, bytes: 0 },
        { key: 'b', atMs: 1, bytes: 4 },
      ],
    });
    expect(book.sizes('workload')).toEqual({
      ok: true,
      value: [{ key: 'b', atMs: 2.5, bytes: 3 }],
    });
  });

  test('replaces and removes, in the order of the changes', () => {
    const book = open();
    book.write([put('snooze', 'a', '1'), put('snooze', 'b', '1')], 'deferrable');
    const remove = (key: string) => ({ kind: 'snooze', key, value: null }) as const;
    const changes = [
      remove('a'),
      put('snooze', 'a', '2', 9),
      put('snooze', 'b', '3'),
      remove('b'),
      remove('none'),
    ];
    expect(book.write(changes, 'deferrable').ok).toBe(true);
    expect(book.list('snooze')).toEqual({ ok: true, value: [{ key: 'a', atMs: 9, value: '2' }] });
    expect(book.shrink().ok).toBe(true);
    expect(book.bytes()).toBeGreaterThan(0);
  });

  test('keeps its own copy of bytes', () => {
    const book = open();
    const bytes = new Uint8Array([1]);
    book.write([put('workload', 'a', bytes)], 'deferrable');
    bytes[0] = 2;
    expect(book.read({ kind: 'workload', key: 'a' })).toMatchObject({
      value: { value: new Uint8Array([1]) },
    });
  });

  test('ends, twice as well', () => {
    const book = open();
    book.close();
    book.close();
  });
});

test('whatever is written, both hold the same', () => {
  const kind = fc.constantFrom<RecordKind>('incident', 'notification', 'snooze', 'workload');
  const key = fc.oneof(fc.constantFrom('a', 'b', 'A', 'é'), fc.string({ unit: 'grapheme' }));
  const value = fc.oneof(fc.constant(null), fc.string({ unit: 'grapheme' }), fc.uint8Array());
  const change = fc.record({ kind, key, value, atMs: fc.integer() }) as fc.Arbitrary<RecordChange>;
  const [left, right] = [sqliteBook(), memoryBook()];
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
      expect(left.write(changes, 'deferrable')).toEqual(right.write(changes, 'deferrable'));
      for (const each of ['incident', 'notification', 'snooze', 'workload'] as const) {
        expect(left.list(each)).toEqual(right.list(each));
        expect(left.sizes(each)).toEqual(right.sizes(each));
      }
    }),
    { numRuns: 200 },
  );
});
