import type { FrameKind } from '../model/culprit.ts';
import { packageOf } from './function-name.ts';
import { cachedModule } from './module-cache.ts';

/** A function as the profile has it: its full name and the file that it was compiled from. */
export type FrameSource = { readonly function: string; readonly file: string };

/** First path elements of Go's standard library (`go list std`, Go 1.19 to 1.26). */
const standardRoots = new Set(
  (
    'archive arena bufio builtin bytes cmp compress container context crypto database debug embed ' +
    'encoding errors expvar flag fmt go hash html image index internal io iter log maps math mime net ' +
    'os path plugin reflect regexp runtime simd slices sort strconv strings structs sync syscall ' +
    'testing text time unicode unique unsafe vendor weak'
  ).split(' '),
);

const runtimePackages = /^(runtime|internal\/runtime|internal\/abi|internal\/bytealg)(\/|$)/;
const script = /\.([cm]?[jt]sx?|vue|svelte)$|^(file|webpack|webpack-internal):\/\//;

/**
 * Whose code a frame is. Go: by the package in the name and the file, with or without -trimpath,
 * vendored or from the module cache. JavaScript: `node:` and V8's pseudo functions `(…)` are runtime,
 * `node_modules` third party, everything else application. Anything else is application, since
 * whoever built it can change it. `appModule`: what `mainModule` found, '' when nothing. `home`: the package that a
 * Go function was written in.
 */
export function classifyFrame(
  frame: FrameSource,
  appModule: string,
  home = packageOf(frame.function),
): FrameKind {
  const { file } = frame;
  if (file.startsWith('node:') || (file === '' && /^\(.*\)$/.test(frame.function)))
    return 'runtime';
  if (script.test(file)) return /(^|\/)node_modules\//.test(file) ? 'third-party' : 'application';
  return classifyGo(home, file, appModule);
}

/**
 * The module of the program itself: the directory that `main.main` was compiled from, where -trimpath
 * has written it as a path of packages (`goleaky/main.go` → `goleaky`). A module without a dot in its
 * name is otherwise not told from the standard library. Of a program that `go install` has built from the module cache
 * it is the module there. Empty when the paths are absolute.
 */
export function mainModule(functions: Iterable<FrameSource>): string {
  for (const { function: name, file } of functions) {
    if (name !== 'main.main') continue;
    const module = cachedModule(file);
    if (module !== '') return module;
    if (/^[./]|@/.test(file)) continue;
    const slash = file.lastIndexOf('/');
    // `./main.go` and `main.go` say nothing; `cmd/` is a habit within a module, not its name.
    return slash <= 0 ? '' : file.slice(0, slash).replace(/\/cmd(\/.*)?$/, '');
  }
  return '';
}

function classifyGo(name: string, file: string, appModule: string): FrameKind {
  if (name === 'main' || isWithin(name, appModule)) return 'application';
  if (isStandard(name, file)) return runtimePackages.test(name) ? 'runtime' : 'standard-library';
  const foreign = /\/pkg\/mod\/|@v\d|(^|\/)vendor\//.test(file);
  return foreign ? 'third-party' : 'application';
}

/**
 * The standard library lies under `…/src/<package>/` of a toolchain (even one in the module cache) or,
 * trimmed, under the package alone. Without a file the package's first element decides.
 */
function isStandard(name: string, file: string): boolean {
  if (!standardRoots.has(name.split('/', 1)[0] ?? '')) return false;
  const directory = file.slice(0, Math.max(0, file.lastIndexOf('/')));
  if (directory === '' || directory === name || file.startsWith('<')) return true;
  // Linknamed functions sit in another package's file: runtime_pollWait in runtime/netpoll.go.
  return !file.startsWith('/')
    ? standardRoots.has(directory.split('/', 1)[0] ?? '')
    : /(^|\/)(go[^/]*|golang[^/]*|toolchain@[^/]*|libexec|[^/]*sdk[^/]*|\.?goroot)\/src\//i.test(
        file,
      ) || directory.endsWith(`/src/${name}`);
}

function isWithin(name: string, module: string): boolean {
  return module !== '' && (name === module || name.startsWith(`${module}/`));
}
