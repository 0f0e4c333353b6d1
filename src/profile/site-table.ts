import type { Frame, FrameKind } from '../model/culprit.ts';
import { chooseSite } from './choose-site.ts';
import type { FrameSource } from './classify-frame.ts';
import { packageOf } from './function-name.ts';
import { FunctionTraits } from './function-traits.ts';
import { IntList } from './growing-array.ts';
import { handlerBelow } from './handler-below.ts';
import { NameTest } from './name-test.ts';
import { SequenceTable } from './sequence-table.ts';
import type { StackTable } from './stack-table.ts';

/** The function that stacks are charged to. */
export type Site = {
  readonly function: string;
  readonly package: string;
  readonly kind: FrameKind;
};

/** The number of the site of a stack that has none, or is the taking of profiles itself. */
export const noSite = -1;

/**
 * Sites and the stacks that are charged to them; each stack is looked at once. All of it is numbers of the stack
 * table, in columns: a large program has 30,000 sites on 60,000 stacks.
 */
export class SiteTable {
  readonly #stacks: StackTable;
  readonly #traits: FunctionTraits;
  /** By text: the shown name, and the file where the name alone does not tell. */
  readonly #sites = new SequenceTable();
  /** Of each site: the function that it was first seen by, and its package. */
  readonly #functions = new IntList();
  readonly #packages: string[] = [];
  /** Packages, each text once: a part that was cut out of a name keeps all of it. */
  readonly #shared = new Map<string, string>();
  /** Of each stack: its site plus 2, so that 0 says that it was not looked at; and its call there. */
  readonly #ofStack = new IntList();
  readonly #callOf = new IntList();

  /** `stacks`: those of the first capture are in it, and tell whose code is whose (FunctionTraits). */
  constructor(stacks: StackTable) {
    this.#stacks = stacks;
    this.#traits = new FunctionTraits(stacks.calls);
  }

  /** The site of a stack, or `noSite`. */
  of(stack: number): number {
    const known = this.#ofStack.at(stack);
    return known === 0 ? this.#look(stack) : known - 2;
  }

  /** The frame of a stack that has a site there. */
  frameOf(stack: number): Frame {
    return this.#stacks.frames(stack)[this.#callOf.at(stack)] as Frame;
  }

  /** Whether a stack's site allocated by itself, and by nothing that it called. */
  isLeaf(stack: number): boolean {
    return this.of(stack) >= 0 && this.#callOf.at(stack) === 0;
  }

  /** What tells the line of a stack's frame from others: its function, by name, and its number. */
  lineOf(stack: number): string {
    const { calls } = this.#stacks;
    const { id, line } = this.#stacks.call(stack, this.#callOf.at(stack));
    return `${calls.nameOf(id)}:${line}`;
  }

  /** A site by its number. */
  site(site: number): Site | undefined {
    if (site < 0 || site >= this.#functions.length) return undefined;
    const id = this.#functions.at(site);
    return {
      function: this.#nameOf(id),
      package: this.#packages[site] ?? '',
      kind: this.#traits.kind(id),
    };
  }

  /** Whether a site is a function of the application. */
  isOwn(site: number): boolean {
    return (
      site >= 0 && site < this.#functions.length && this.#isOwnFunction(this.#functions.at(site))
    );
  }

  /** The package of a site. */
  packageOf(site: number): string | undefined {
    return this.#packages[site];
  }

  /**
   * The application's own calls of a stack from the one that it is charged to on, each function once in a
   * row: closures stand for the function that they were written in.
   */
  callers(frames: readonly Frame[]): readonly Frame[] {
    const own = frames.filter((frame) => this.kind(frame) === 'application');
    const nameAt = (i: number) => this.#traits.name(this.#functionOf(own[i] as Frame));
    return own.filter((_, i) => i === 0 || nameAt(i - 1) !== nameAt(i));
  }

  /** The same from the call of a site on: a closure that a pool calls stands below the one that it is charged to. */
  callersFrom(site: number, frames: readonly Frame[]): readonly Frame[] {
    const all = this.callers(frames);
    const at = all.findIndex((frame) => this.idOf(frame) === site);
    return all.slice(Math.max(0, at));
  }

  /** The name of the first of all callers, of a stack by its number; empty: it has none. */
  callerName(stack: number): string {
    const id = this.#stacks.findFunction(stack, (one) => this.#isOwnFunction(one));
    return id < 0 ? '' : this.#nameOf(id);
  }

  /**
   * Asks of stacks, by their numbers, whether the application called a function of such a name, itself or by what it
   * called: of most of 60,000 stacks nobody needs the frames.
   */
  calledByOwn(isIt: (name: string) => boolean): (stack: number) => boolean {
    const { calls } = this.#stacks;
    const names = new NameTest(isIt, calls.texts);
    return (stack) => {
      let isCalled = false;
      const own = this.#stacks.findFunction(stack, (id) => {
        if (this.#isOwnFunction(id)) return true;
        isCalled ||= names.of(calls.nameOf(id));
        return false;
      });
      return own >= 0 && isCalled;
    };
  }

  /** The number of the site that a frame stands for. */
  idOf(frame: Frame): number {
    return this.#id(this.#functionOf(frame));
  }

  /** The function and package that a frame is told as. */
  describe(frame: Frame): Site {
    const id = this.#functionOf(frame);
    return {
      function: this.#unfolded(this.#nameOf(id)),
      package: this.#packageName(id),
      kind: this.#traits.kind(id),
    };
  }

  /** The name under which a frame is summed up and shown. */
  name(frame: FrameSource): string {
    return this.#nameOf(this.#functionOf(frame));
  }

  /** Whose code a frame is. */
  kind(frame: FrameSource): FrameKind {
    return this.#traits.kind(this.#functionOf(frame));
  }

  #isOwnFunction(id: number): boolean {
    return this.#traits.kind(id) === 'application';
  }

  #functionOf(frame: FrameSource): number {
    return this.#stacks.calls.functionOf(frame);
  }

  #nameOf(id: number): string {
    return this.#stacks.calls.texts.get(this.#traits.name(id));
  }

  /**
   * A closure of B that was folded into A bears both names, `pkg.A.B`, as a method of a type A would. Where
   * A is a function that was seen it is the former.
   */
  #unfolded(name: string): string {
    let shown = name;
    for (;;) {
      const [, above = '', rest = ''] = /^((?:.*\/)?[^/.]+\.[^.(/]+)\.([^/]+)$/.exec(shown) ?? [];
      if (above === '' || !this.#stacks.calls.hasFunction(above)) return shown;
      shown = `${above.slice(0, above.lastIndexOf('.'))}.${rest}`;
    }
  }

  #packageName(id: number): string {
    const name = packageName(this.#stacks.calls.function(id).file, this.#traits.home(id));
    const known = this.#shared.get(name);
    if (known === undefined) this.#shared.set(name, name);
    return known ?? name;
  }

  #look(stack: number): number {
    const functions = this.#stacks.functions(stack);
    const call = this.#callAt(functions);
    const site = call < 0 ? noSite : this.#id(functions[call] as number);
    this.#ofStack.widen(this.#stacks.count);
    this.#callOf.widen(this.#stacks.count);
    this.#ofStack.data[stack] = site + 2;
    this.#callOf.data[stack] = call;
    return site;
  }

  /** The call that a stack of these functions is charged to; -1: none is. */
  #callAt(functions: readonly number[]): number {
    if (functions.some((id) => this.#traits.observes(id))) return -1;
    const kinds = functions.map((id) => this.#traits.kind(id));
    const at = this.#climbed(functions, kinds, chooseSite(kinds));
    // Asked of few stacks, for their names and files are texts.
    if (kinds[at] !== 'third-party' || !functions.some((one) => this.#traits.routes(one)))
      return at;
    const sources = functions.map((one) => this.#stacks.calls.function(one));
    return handlerBelow(sources, kinds, at);
  }

  /**
   * A pool or a once that calls a closure of a package's variable does it for its own caller. The main loop
   * of a program answers for nothing while a library that it runs is below it.
   */
  #climbed(functions: readonly number[], kinds: readonly FrameKind[], at: number): number {
    const id = functions[at];
    if (id === undefined) return at;
    const library = kinds.slice(0, at).lastIndexOf('third-party');
    if (this.#traits.isMain(id) && library >= 0) return library;
    if (!this.#traits.isNameless(id)) return at;
    const caller = kinds.indexOf('application', at + 1);
    const between = functions.slice(at + 1, caller);
    const passedOn = between.length > 0 && between.every((one) => this.#traits.isOfSync(one));
    return caller > at && passedOn ? caller : at;
  }

  #id(id: number): number {
    const name = this.#traits.name(id);
    const { calls } = this.#stacks;
    // JavaScript names are bare: two files may each have a `save`. A Go name holds its package.
    const isWhole = packageOf(calls.texts.get(name)).includes('/');
    const key = Int32Array.of(name, isWhole ? noSite : calls.fileOf(id));
    const site = this.#sites.intern(key, 2);
    if (site === this.#functions.length) {
      this.#functions.push(id);
      this.#packages.push(this.#packageName(id));
    }
    return site;
  }
}

/** The npm package of a file under node_modules; Go's package of what is Go; empty for what has neither. */
function packageName(file: string, home: string): string {
  const npm = /.*(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
  if (npm !== undefined) return npm;
  return file.endsWith('.go') || file.endsWith('.s') || file === '' ? home : '';
}
