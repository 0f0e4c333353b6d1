import { readFileSync } from 'node:fs';

/**
 * The text of a file of `/proc` or `/sys`; empty where there is none, or it may not be read. At once and not by a
 * thread: the kernel has it in memory, and a look a second would cost ten times as much by promises.
 */
export function textOfFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
