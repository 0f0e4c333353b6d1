import { readFile } from 'node:fs/promises';

/** The text of a file of `/proc` or `/sys`; empty where there is none, or it may not be read. */
export async function textOfFile(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
