import type { FrameSource } from './classify-frame.ts';
import { isClosure, isFoldedClosure, packageOf } from './function-name.ts';
import { cachedPackage } from './module-cache.ts';

/**
 * Where a closure was written. A function that the compiler folds into its caller takes its closures
 * along, and they get the caller's package into their name, while their file stays what it was:
 *
 *     main.main.func1.(*Predictor).Predict.2    /src/dispatch/internal/eta/eta.go
 *
 * The file's folder tells the package, by the other functions of that folder; or by the module that lies
 * above it, when none is in the profile; a folder of the module cache tells it by itself.
 */
export class HomePackages {
  readonly #ofFolder = new Map<string, string>();
  /** Folders of modules and what their packages begin with, the longest folder first. */
  readonly #modules: readonly (readonly [folder: string, path: string])[];

  constructor(functions: Iterable<FrameSource>) {
    const modules = new Map<string, string>();
    for (const { function: name, file } of functions) {
      const folder = folderOf(file);
      const own = packageOf(name);
      if (folder === '' || own === '' || isClosure(name) || !this.#isBetter(own, folder)) continue;
      this.#ofFolder.set(folder, own);
      const above = moduleOf(folder, own);
      if (above !== null) modules.set(above[0], above[1]);
    }
    this.#modules = [...modules].sort((a, b) => b[0].length - a[0].length);
  }

  /** The package of a Go function: that of its name, but for closures that of their file. */
  of({ function: name, file }: FrameSource): string {
    const named = packageOf(name);
    const folder = folderOf(file);
    if (folder === '' || named === '' || !isClosure(name)) return named;
    const known = this.#ofFolder.get(folder);
    if (known !== undefined) return this.#isBetter(named, folder) ? named : known;
    // `main` is called otherwise than its folder, which is no sign of a closure from elsewhere.
    if (named === 'main' && !isFoldedClosure(name)) return named;
    const imported = cachedPackage(folder);
    if (imported !== null) return imported;
    const above = this.#modules.find(([root]) => folder.startsWith(`${root}/`));
    return above === undefined ? named : `${above[1]}${folder.slice(above[0].length)}`;
  }

  /** A function that is linked by another package's name, `time.Sleep` in runtime/time.go, does not tell the folder's. */
  #isBetter(own: string, folder: string): boolean {
    const known = this.#ofFolder.get(folder);
    return known === undefined || (!isCalledAs(folder, known) && isCalledAs(folder, own));
  }
}

/** Whether a folder bears the name of a package. */
function isCalledAs(folder: string, own: string): boolean {
  return folder.slice(folder.lastIndexOf('/') + 1) === own.slice(own.lastIndexOf('/') + 1);
}

/** Generated code stands in no folder. */
function folderOf(file: string): string {
  return file.startsWith('<') || !file.endsWith('.go')
    ? ''
    : file.slice(0, Math.max(0, file.lastIndexOf('/')));
}

/** What is left of a folder and a package when the path that both end with is taken off; null: they share none. */
function moduleOf(folder: string, own: string): readonly [folder: string, path: string] | null {
  const [places, names] = [folder.split('/'), own.split('/')];
  let same = 0;
  while (same < names.length - 1 && places.at(-1 - same) === names.at(-1 - same)) same++;
  if (same === 0) return null;
  return [
    places.slice(0, places.length - same).join('/'),
    names.slice(0, names.length - same).join('/'),
  ];
}
