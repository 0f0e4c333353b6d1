/**
 * The package of a Go function: `github.com/acme/shop/internal/api` of
 * `github.com/acme/shop/internal/api.(*Server).onEvent`. Type arguments may hold paths of their own,
 * and a dot in the last element of the path is written `%2e`. Empty where the name has no package.
 */
export function packageOf(name: string): string {
  return name.slice(0, Math.max(0, endOfPackage(name))).replaceAll(/%2e/gi, '.');
}

/** A Go function's name without its package: `(*Server).onEvent`. The whole of it where it has none. */
export function ownName(name: string): string {
  return name.slice(endOfPackage(name) + 1);
}

/** Where the dot behind the package stands; -1: there is none. */
function endOfPackage(name: string): number {
  const bracket = name.indexOf('[');
  const bare = bracket < 0 ? name : name.slice(0, bracket);
  return bare.indexOf('.', bare.lastIndexOf('/') + 1);
}

/**
 * The name under which growth is summed up and shown: type arguments become `[...]`, a closure goes
 * under the function that it was written in (`repo.Save.func1.2` → `repo.Save`), and so do the wrappers
 * that the Go compiler makes (`-fm`, `.gowrap1`, `.deferwrap1`, `-range1`). Closures of a package's
 * variables (`glob..func1`, `init.func1`) have no parent and stay. Where the parent was folded into its
 * caller the closure bears both names (`main.main.(*T).handler.func5` → `main.(*T).handler`). `home`: the
 * package that it was written in, which may be another than its name says (HomePackages).
 */
export function shownName(name: string, home = packageOf(name)): string {
  const plain = withoutTypeArguments(name);
  const last = plain.lastIndexOf('/') + 1;
  const path = plain.slice(0, last);
  const local = plain.slice(last);
  const parent = local.replace(/-fm$/, '').replace(closures, '');
  // `pkg.init` would claim that the package's own initialisation leaks; `pkg.glob.` is no name.
  if (parent === local) return plain;
  if (home !== packageOf(name)) return `${home}.${unitsOf(parent).at(-1) ?? parent}`;
  return isNameless(parent) ? plain : path + innermost(parent);
}

/** Whether a name is that of a closure, or of a wrapper that the compiler made. */
export function isClosure(name: string): boolean {
  return closures.test(name);
}

/**
 * Whether a closure's name bears that of a function that the compiler folded into another, whose name it bears as well:
 * `main.main.Wrap.func2` was written in Wrap.
 */
export function isFoldedClosure(name: string): boolean {
  const plain = withoutTypeArguments(name);
  return isClosure(name) && unitsOf(plain.slice(plain.lastIndexOf('/') + 1)).length > 1;
}

/** Whether a name is that of a closure of a package's variable, which is called by whoever was given it. */
export function isNamelessClosure(name: string): boolean {
  const parent = name.replace(closures, '');
  return parent !== name && isNameless(parent);
}

function isNameless(parent: string): boolean {
  return /\.(glob\.?|init)$/.test(parent);
}

const functions = /\(\*[^)]*\)\.[^.[]+(?:\[\.\.\.\])?|[^.[]+(?:\[\.\.\.\])?/g;

/**
 * The function in which a closure was written, of those whose names it bears. `pkg.A.B` is a method of A as
 * well as B folded into A, and stays; after a method of a pointer, and after `main.main`, there is no doubt.
 */
function innermost(local: string): string {
  const dot = local.indexOf('.');
  const units = unitsOf(local);
  const method = units.findLastIndex((unit) => unit.startsWith('('));
  const last = units.length - 1;
  const outer = method < 0 && units[0] === 'main' && local.startsWith('main.') ? 0 : method;
  const own = outer === last ? units.slice(last) : units.slice(outer + 1);
  return `${local.slice(0, dot)}.${own.join('.')}`;
}

// A closure of a folded function bears a bare number (`main.main.func1.(*Predictor).Predict.2`); the second
// `init` of a package does too and is none.
/** The functions whose names a closure bears, the outermost first. */
function unitsOf(local: string): readonly string[] {
  const units = local.slice(local.indexOf('.') + 1).match(functions) ?? [];
  return units.filter((unit) => !/^(func|gowrap|deferwrap)?\d+$/.test(unit));
}

const closures = /(?:\.func\d+|(?<!\.init)\.\d+|\.gowrap\d+|\.deferwrap\d+|-range\d+)+(?:-fm)?$/;

/**
 * `cache.(*Map[go.shape.string,…]).Set` → `cache.(*Map[...]).Set`, nested brackets too. Type arguments
 * follow a name at once: JavaScript's `[Symbol.iterator]` has none.
 */
function withoutTypeArguments(name: string): string {
  if (!/\w\[/.test(name)) return name;
  let depth = 0;
  let plain = '';
  for (const char of name) {
    if (char === ']') depth--;
    if (depth === 0) plain += char;
    if (char === '[') {
      if (depth === 0) plain += '...';
      depth++;
    }
  }
  return depth === 0 ? plain : name;
}
