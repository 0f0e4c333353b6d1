import { failure, type Result } from '../model/result.ts';

/** SQLite's own codes (sqlite.org/rescode.html), the low byte of the extended ones. */
const byCode: Readonly<Record<number, string>> = {
  3: 'this user may not. Grant it write access, or name another folder',
  5: 'another program holds it. Close that, then start again',
  6: 'another program holds it. Close that, then start again',
  8: 'it may not be written to. Grant this user write access, or name another folder',
  10: 'the disk reported an error. See the log of the kernel',
  11: 'it is damaged. Move it away: what fires and what has fired is read from incidents/ then, and workloads are learnt anew',
  13: 'the disk is full. Free some space, or lower storage.retention_size',
  14: 'it cannot be opened. Check that this user may write in its folder',
  26: 'it is no database. Move it away: what fires and what has fired is read from incidents/ then',
};

/** A sentence for what SQLite could not do: `tried` says what was to be done, to which file. */
export function explainSqliteError(error: unknown, tried: string): Result<never> {
  const { code, errcode, message } = error as Error & { code?: string; errcode?: number };
  // Without a code it is no fault of the disk but ours.
  if (code !== 'ERR_SQLITE_ERROR' || errcode === undefined) throw error;
  return failure(`could not ${tried}: ${byCode[errcode & 0xff] ?? message}.`, error);
}
