/** The shortest path that means the same, by rules of Go's filepath.Clean on Unix; `.` for none. */
export function cleanPath(path: string): string {
  const isRooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/').filter((one) => one !== '' && one !== '.')) {
    const isBack = part === '..';
    if (isBack && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    // Above the root there is nothing.
    else if (!(isBack && isRooted)) parts.push(part);
  }
  const joined = (isRooted ? '/' : '') + parts.join('/');
  return joined === '' ? '.' : joined;
}

/** The last part of a path, by the rules of Go's filepath.Base. */
export function baseName(path: string): string {
  const bare = path.replace(/\/+$/, '');
  if (bare === '') return path === '' ? '.' : '/';
  return bare.slice(bare.lastIndexOf('/') + 1);
}
