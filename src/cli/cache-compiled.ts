/**
 * Keeps what V8 compiles of the commands for the next start, which saves a tenth to a third of it. In the
 * folder for temporary files and never in the home folder; one that is not this user's own and closed to
 * others is left alone, since compiled code is code. Where nothing can be written nothing is kept.
 */
export function cacheCompiled(): void {
  const { lstatSync, mkdirSync } = process.getBuiltinModule('node:fs');
  const { tmpdir } = process.getBuiltinModule('node:os');
  const user = process.getuid?.();
  const folder = `${tmpdir()}/sawtooth-compiled${user === undefined ? '' : `-${user}`}`;
  try {
    const found = lstatSync(folder, { throwIfNoEntry: false });
    if (found === undefined) mkdirSync(folder, { mode: 0o700 });
    else if (!found.isDirectory() || !isOwn(found, user)) return;
    process.getBuiltinModule('node:module').enableCompileCache(folder);
  } catch {
    // It is a matter of milliseconds only.
  }
}

function isOwn({ uid, mode }: { uid: number; mode: number }, user: number | undefined): boolean {
  return user === undefined || (uid === user && (mode & 0o077) === 0);
}
