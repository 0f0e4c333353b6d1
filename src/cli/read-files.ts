import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Surroundings } from '../config/load-config.ts';
import { failure, type Result, success } from '../model/result.ts';

/** The files of this machine, as configuration and rules refer to them. */
export const surroundings: Surroundings = {
  readFile: readText,
  glob: (pattern) => globSync(pattern).sort(),
};

/** A file's text; the reason says which file and what is wrong with it. */
export function readText(path: string): Result<string> {
  try {
    return success(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = whys[code ?? ''] ?? (error as Error).message;
    return failure(`cannot read ${path}: ${why}`, error);
  }
}

const whys: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
};

/** The rules that ship, without their tests. */
export function shippedRuleFiles(): readonly string[] {
  const folder = fileURLToPath(new URL('../../rules/', import.meta.url));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'))
    .sort()
    .map((name) => join(folder, name));
}
