import type { FrameSource } from './classify-frame.ts';
import { packageOf } from './function-name.ts';
import { cachedModule } from './module-cache.ts';

/** Hosts that put an owner between themselves and the module, as Go's own puts an `x`. */
const withOwners = /^(github\.com|gitlab\.com|bitbucket\.org|golang\.org\/x)\//;

/**
 * The library that a frame belongs to, as the path that its packages begin with: the module where the
 * file tells it (`…/google.golang.org/grpc@v1.80.0/internal/transport/…`), else the host and what comes
 * first after it; the package itself where it has no host, as in the standard library.
 */
export function libraryOf({ function: name, file }: FrameSource): string {
  const module = cachedModule(file);
  if (module !== '') return module;
  const own = packageOf(name);
  if (!own.split('/', 1)[0]?.includes('.')) return own;
  return own.split('/', withOwners.test(own) ? 3 : 2).join('/');
}

/** Whether a package belongs to a library. */
export function isOfLibrary(name: string, library: string): boolean {
  return name === library || (library.includes('.') && name.startsWith(`${library}/`));
}
