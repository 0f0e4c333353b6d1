import type { DatabaseSync } from 'node:sqlite';
import { failure, type Result, success } from '../model/result.ts';

/** From each version of the schema to the next one: the first makes version 1 of an empty file. */
export const migrations: readonly string[] = [
  `CREATE TABLE records (
     kind TEXT NOT NULL,
     key TEXT NOT NULL,
     at_ms REAL NOT NULL,
     value ANY NOT NULL,
     PRIMARY KEY (kind, key)
   ) STRICT`,
];

/** `sawt`: so that another program's database is not taken for ours. */
const applicationId = 0x73617774;

/** Refuses, with a sentence, a database that a newer program has written, and one that is none of ours. */
export function checkVersion(
  database: DatabaseSync,
  file: string,
  steps: readonly string[] = migrations,
): Result<void> {
  const version = numberOf(database, 'user_version');
  const whose = numberOf(database, 'application_id');
  if (whose !== applicationId && (version !== 0 || whose !== 0)) {
    return failure(
      `${file} is a database of another program; move it away, or name another folder`,
    );
  }
  if (version > steps.length) {
    return failure(
      `${file} has version ${version}, which a newer sawtooth has written, and this one knows ${steps.length} and older ones. Start the newer sawtooth again, or give this one another --storage.path`,
    );
  }
  return success(undefined);
}

/**
 * Brings the schema of a database to the newest version, all of it in one transaction with what `fill` writes into
 * one that is new. Refuses what `checkVersion` refuses; throws what SQLite throws.
 */
export function migrateBook(
  database: DatabaseSync,
  file: string,
  steps: readonly string[] = migrations,
  fill: () => void = () => undefined,
): Result<void> {
  const checked = checkVersion(database, file, steps);
  if (!checked.ok) return checked;
  const from = numberOf(database, 'user_version');
  if (from === steps.length) return success(undefined);
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const step of steps.slice(from)) database.exec(step);
    if (from === 0) fill();
    database.exec(`PRAGMA application_id = ${applicationId}`);
    database.exec(`PRAGMA user_version = ${steps.length}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
  return success(undefined);
}

function numberOf(database: DatabaseSync, pragma: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
}
