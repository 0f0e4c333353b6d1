import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The path of something that this package brings along (`rules`, `package.json`, `examples/goleaky`), the
 * same from source and from the bundle, whose files lie at other depths than what they are made of.
 */
export function packagePath(...parts: readonly string[]): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) {
    folder = dirname(folder);
  }
  return join(folder, ...parts);
}
