import { closeSync, openSync } from 'node:fs';

/**
 * Makes an empty `file` where there is none, for this user and its group alone, as captures are: SQLite would let
 * everybody read what it makes, and gives its log the rights of the database. What is there keeps its rights. That it
 * cannot be made is for whoever opens it to say.
 */
export function makePrivateFile(file: string): void {
  try {
    // One that is there must not be opened: closing it would end the locks that this process has on it (fcntl(2)).
    closeSync(openSync(file, 'wx', 0o640));
  } catch {}
}
