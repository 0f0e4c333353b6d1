import type { FrameKind } from '../model/culprit.ts';
import { classifyFrame, type FrameSource, mainModule } from './classify-frame.ts';
import type { FrameTable } from './frame-table.ts';
import { isNamelessClosure, packageOf, shownName } from './function-name.ts';
import { IntList } from './growing-array.ts';
import { HomePackages } from './home-packages.ts';
import { isRouter } from './is-router.ts';
import { isObserver } from './observer.ts';

const kinds: readonly FrameKind[] = ['application', 'third-party', 'standard-library', 'runtime'];

/** A bit for each of what a function is, above the two bits of its kind; `known`: that it was looked at. */
const bit = { known: 4, observes: 8, main: 16, nameless: 32, ofSync: 64, routes: 128 } as const;

/**
 * What is asked of a function for each stack that it is on, found once and kept in eight bytes: by the regular
 * expressions of names and files it takes a hundred times as long.
 */
export class FunctionTraits {
  readonly #calls: FrameTable;
  readonly #appModule: string;
  readonly #homes: HomePackages;
  readonly #bits = new IntList();
  /** By text: the name under which it is summed up and shown. */
  readonly #names = new IntList();

  /**
   * The functions that `calls` has by now, which are those of the first capture, tell the program's own module, by
   * `main.main`, and which folder holds which package.
   */
  constructor(calls: FrameTable) {
    this.#calls = calls;
    this.#homes = new HomePackages(calls.functions());
    this.#appModule = mainModule(calls.functions());
  }

  /** Whose code it is. */
  kind(id: number): FrameKind {
    return kinds[this.#of(id) & 3] as FrameKind;
  }

  /** The number of its shown name among the texts. */
  name(id: number): number {
    this.#of(id);
    return this.#names.at(id);
  }

  /** The package of a Go function that it was written in. */
  home(id: number): string {
    return this.#homes.of(this.#calls.function(id));
  }

  /** Whether it belongs to the taking of profiles itself. */
  observes(id: number): boolean {
    return (this.#of(id) & bit.observes) !== 0;
  }

  /** Whether it is the main loop of a program. */
  isMain(id: number): boolean {
    return (this.#of(id) & bit.main) !== 0;
  }

  /** Whether it is a closure of a package's variable. */
  isNameless(id: number): boolean {
    return (this.#of(id) & bit.nameless) !== 0;
  }

  /** Whether it is a pool's, a once's and the like. */
  isOfSync(id: number): boolean {
    return (this.#of(id) & bit.ofSync) !== 0;
  }

  /** Whether it may hand requests on to what it was given. */
  routes(id: number): boolean {
    return (this.#of(id) & bit.routes) !== 0;
  }

  #of(id: number): number {
    const known = this.#bits.at(id);
    return known === 0 ? this.#look(id) : known;
  }

  #look(id: number): number {
    const source = this.#calls.function(id);
    const home = this.#homes.of(source);
    const name = this.#calls.texts.intern(shownName(source.function, home));
    const bits = bitsOf(source) | kinds.indexOf(classifyFrame(source, this.#appModule, home));
    this.#bits.widen(this.#calls.functionCount);
    this.#names.widen(this.#calls.functionCount);
    this.#bits.data[id] = bits;
    this.#names.data[id] = name;
    return bits;
  }
}

function bitsOf(source: FrameSource): number {
  const { function: name } = source;
  let bits: number = bit.known;
  if (isObserver(source)) bits |= bit.observes;
  if (name === 'main.main') bits |= bit.main;
  if (isNamelessClosure(name)) bits |= bit.nameless;
  if (packageOf(name) === 'sync') bits |= bit.ofSync;
  if (isRouter(name)) bits |= bit.routes;
  return bits;
}
