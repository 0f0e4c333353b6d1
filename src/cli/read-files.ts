import { globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Surroundings } from '../config/load-config.ts';
import { failure, type Result, success } from '../model/result.ts';
import { packagePath } from './package-path.ts';
import { whyUnreadable } from './why-unreadable.ts';

/** The files of this machine, as configuration and rules refer to them. */
export const surroundings: Surroundings = {
  readFile: readText,
  glob: (pattern) => globSync(pattern).sort(),
};

/** A file's text; the reason says which file and what is wrong with it. */
export function readText(path: string): Result<string> {
  try {
    const kind = statSync(path);
    // It would be waited for as long as nobody writes, and all else with it. A shell's own (<(…), stdin) has somebody who does.
    if (kind.isFIFO() && !/^\/(dev|proc)\//.test(path)) {
      return failure(`cannot read ${path}: it is a pipe, give a file`);
    }
    return success(readFileSync(path, 'utf8'));
  } catch (error) {
    return failure(`cannot read ${path}: ${whyUnreadable(error)}`, error);
  }
}

/** The rules that ship, without their tests. */
export function shippedRuleFiles(): readonly string[] {
  const folder = packagePath('rules');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'))
    .sort()
    .map((name) => join(folder, name));
}
