import { type Stats, statSync } from 'node:fs';

/** What the file system says of `path`; null: it is not there, or this user may not look at it. */
export function statsOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
