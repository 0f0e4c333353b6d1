/** The module that Go keeps its toolchains as: the standard library, where it lies in a module cache. */
const toolchain = 'golang.org/toolchain';

/** The cache's own folder, which a trimmed path lacks; the module; what lies within it. */
const cached = /^(?:.*\/pkg\/mod\/)?([^@/:][^@:]*)@v\d[^/]*(?:\/(.*))?$/;

/**
 * The module that a file of the module cache belongs to, by its path there without the version, where capitals are written
 * `!x`. Empty: it lies elsewhere, or in a toolchain, or in a cache that no `pkg/mod` tells.
 */
export function cachedModule(file: string): string {
  const module = cached.exec(file)?.[1] ?? '';
  return module === toolchain ? '' : withCapitals(module);
}

/**
 * What a package is imported as, which its folder in the module cache says but for the version:
 * `/root/go/pkg/mod/github.com/!x/y@v1.2.3/z` → `github.com/X/y/z`. A toolchain that lies there holds the standard
 * library: `…/golang.org/toolchain@v0.0.1-go1.24.0.linux-amd64/src/net/http` → `net/http`. null: it is no such folder, or
 * the cache lies where no `pkg/mod` tells where the path begins.
 */
export function cachedPackage(folder: string): string | null {
  const [, module = '', below = ''] = cached.exec(folder) ?? [];
  if (module === toolchain) return /^src\/(.+)/.exec(below)?.[1] ?? null;
  if (module === '') return null;
  return [withCapitals(module), below].filter((part) => part !== '').join('/');
}

function withCapitals(path: string): string {
  return path.replace(/!([a-z])/g, (_, letter) => letter.toUpperCase());
}
