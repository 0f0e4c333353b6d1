import { join } from 'node:path';

/** The record book of the store at `path`. */
export function bookFile(path: string): string {
  return join(path, 'sawtooth.db');
}
