import { baseName } from './clean-path.ts';

/** Where Bazel runs what it builds: never of interest. */
const sandboxes = ['/proc/self/cwd/./', '/proc/self/cwd/'];

/**
 * Cuts the first of the prefixes in `trim` (a list with `:`) off a path; without any, all up to the
 * last folder of a search path (internal/report/source.go trimPath).
 */
export function trimPath(path: string, trim: string, search: string): string {
  if (trim === '') {
    for (const folder of search.split(':').filter((part) => part !== '')) {
      const wanted = `/${baseName(folder)}/`;
      const at = path.indexOf(wanted);
      if (at >= 0) return path.slice(at + wanted.length);
    }
  }
  for (const prefix of [...trim.split(':').filter((part) => part !== ''), ...sandboxes]) {
    const folder = prefix.endsWith('/') ? prefix : `${prefix}/`;
    if (path.startsWith(folder)) return path.slice(folder.length);
  }
  return path;
}
