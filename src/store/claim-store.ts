import { readFileSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { failure, type Result, success } from '../model/result.ts';
import { explainSqliteError } from './explain-sqlite-error.ts';
import { hasShape } from './has-shape.ts';
import { loadSqlite } from './load-sqlite.ts';
import { makePrivateFile } from './make-private-file.ts';
import { writeFileSafely } from './write-file-safely.ts';

const shape = { pid: 'number', host: 'string', since: 'string' } as const;

/** Whose the store is. */
type Holder = { readonly pid: number; readonly host: string; readonly since: string };

/** What ends our own claim. */
export type Claim = { readonly release: () => Promise<void> };

/**
 * Makes the store at `path` this process' alone, or says whose it is: two that write it would alert twice and
 * overwrite each other. The kernel holds the claim, as SQLite's lock on an empty file, and lets go of it with the
 * process, however that ends: a number in a file says nothing in a pod where every process is number 1, and nothing
 * after a kill. `holder.json` only tells people who it is. Fails for a folder where no lock can be had.
 */
export async function claimStore(path: string, nowMs: number): Promise<Result<Claim>> {
  const file = join(path, 'holder.json');
  const locked = lock(join(path, 'holder.lock'));
  if (!locked.ok) return locked;
  if (locked.value === null) return failure(inUse(path, holderIn(file)));
  const held = locked.value;
  const ours: Holder = {
    pid: process.pid,
    host: hostname(),
    since: new Date(nowMs).toISOString(),
  };
  const bytes = Buffer.from(`${JSON.stringify(ours)}\n`);
  // Where it cannot be written, whatever is stored next says so.
  await writeFileSafely(file, bytes, 'replace').catch(() => undefined);
  return success({
    release: async () => {
      await unlink(file).catch(() => undefined);
      if (held.isOpen) held.close();
    },
  });
}

/** The lock, held for as long as the database is open; null: another process has it. */
function lock(file: string): Result<DatabaseSync | null> {
  makePrivateFile(file);
  let database: DatabaseSync | null = null;
  try {
    database = new (loadSqlite().DatabaseSync)(file);
    // Nothing is ever written, also no journal: the lock can be had on a full disk.
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA busy_timeout = 500; BEGIN IMMEDIATE');
    return success(database);
  } catch (error) {
    database?.close();
    if (((error as { errcode?: number }).errcode ?? 0) % 256 === busy) return success(null);
    return explainSqliteError(error, `lock ${file}`);
  }
}

const busy = 5;

function holderIn(file: string): Holder | null {
  try {
    const read: Holder = JSON.parse(readFileSync(file, 'utf8'));
    return hasShape(read, shape) ? read : null;
  } catch {
    return null;
  }
}

function inUse(path: string, holder: Holder | null): string {
  const ends = 'Stop it, or give one of them another --storage.path';
  const why = `works on ${path}, and two would alert twice and overwrite each other. ${ends}`;
  if (holder !== null) {
    return `process ${holder.pid} on ${holder.host}, since ${holder.since}, ${why}`;
  }
  // Whoever has a claim says so, unless it may not write: a file system without locks answers the same to everybody.
  return `another process ${why}. If there is none, the file system cannot lock files (some network file systems), or keeps the lock of a machine that crashed for a minute or two: try again then, or name a folder on a local disk`;
}
