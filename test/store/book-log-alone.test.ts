import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { afterAll, expect, test, vi } from 'vitest';
import { openSqliteBook } from '../../src/store/sqlite-book.ts';

/** A system that gives no thread: it says so a moment after it was asked. */
vi.mock('node:worker_threads', () => ({
  Worker: class extends EventEmitter {
    constructor() {
      super();
      setImmediate(() => this.emit('error', new Error('EAGAIN')));
    }
    unref(): void {}
    postMessage(): void {}
    terminate(): void {}
  },
}));

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-alone-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('where no thread can be had whoever writes empties the log', async () => {
  const book = openSqliteBook(join(folder, 'book.db'));
  if (!book.ok) throw new Error(book.reason);
  let most = 0;
  for (let i = 0; i < 60; i++) {
    const value = randomBytes(512 * 1024);
    const written = book.value.write(
      [{ kind: 'workload', key: 'a', atMs: 1, value }],
      'deferrable',
    );
    expect(written).toMatchObject({ ok: true });
    most = Math.max(most, book.value.log().bytes);
    await passed(1);
  }
  expect(most).toBeLessThan(10 * 1024 ** 2);
  book.value.close();
});
