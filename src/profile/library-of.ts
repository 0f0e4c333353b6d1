import type { FrameSource } from './classify-frame.ts';
import { packageOf } from './function-name.ts';

/** Hosts that put an owner between themselves and the module. */
const withOwners = /^(github\.com|gitlab\.com|bitbucket\.org)\//;

/** The module that Go keeps its toolchains as: the standard library in a module cache. */
export const toolchain = 'golang.org/toolchain';

/**
 * The library that a frame belongs to, as the path that its packages begin with: the module where the
 * file tells it (`…/google.golang.org/grpc@v1.80.0/internal/transport/…`), else the host and what comes
 * first after it; the package itself where it has no host, as in the standard library.
 */
export function libraryOf({ function: name, file }: FrameSource): string {
  const module = /^(?:.*\/pkg\/mod\/)?([^@/:][^@:]*)@v/.exec(file)?.[1];
  if (module !== undefined && module !== toolchain) return moduleOfPath(module);
  const own = packageOf(name);
  if (!own.split('/', 1)[0]?.includes('.')) return own;
  return own.split('/', withOwners.test(own) ? 3 : 2).join('/');
}

/** A module by its path in the module cache, where capitals are written `!x`. */
export function moduleOfPath(path: string): string {
  return path.replace(/!([a-z])/g, (_, letter) => letter.toUpperCase());
}

/** Whether a package belongs to a library. */
export function isOfLibrary(name: string, library: string): boolean {
  return name === library || (library.includes('.') && name.startsWith(`${library}/`));
}
