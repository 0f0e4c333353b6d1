import type { Frame, FrameKind } from '../model/culprit.ts';
import { chooseSite } from './choose-site.ts';
import { classifyFrame, type FrameSource, mainModule } from './classify-frame.ts';
import { isNamelessClosure, packageOf, shownName } from './function-name.ts';
import { HomePackages } from './home-packages.ts';
import { isObserver } from './observer.ts';

/** The function that stacks are charged to. */
export type Site = {
  readonly function: string;
  readonly package: string;
  readonly kind: FrameKind;
};

/** Which site a stack belongs to, and its frame there. */
export type StackSite = { readonly site: number; readonly frame: Frame };

type Traits = {
  readonly name: string;
  readonly home: string;
  readonly kind: FrameKind;
  readonly observes: boolean;
};

const noSite = -1;

/** Sites and the stacks that are charged to them; each stack is looked at once. */
export class SiteTable {
  readonly sites: Site[] = [];
  readonly #ids = new Map<string, number>();
  /** Of each stack that was looked at: the number of its site, or `noSite`; and its frame there. */
  readonly #ofStack: number[] = [];
  readonly #frameOf: (Frame | undefined)[] = [];
  /** By the frame itself: the stack table hands out one object for each place in the code. */
  readonly #traits = new Map<FrameSource, Traits>();
  readonly #appModule: string;
  readonly #homes: HomePackages;
  /** Packages, each text once: a part that was cut out of a name keeps all of it. */
  readonly #packages = new Map<string, string>();
  readonly #functions: () => readonly FrameSource[];

  /**
   * `functions`: all that were seen by now. Those of the first capture tell the program's own module, by
   * `main.main`, and which folder holds which package.
   */
  constructor(functions: () => readonly FrameSource[]) {
    this.#functions = functions;
    this.#homes = new HomePackages(functions());
    this.#appModule = mainModule(functions());
  }

  /** The site of a stack; null when it has none, or is the taking of profiles itself. */
  of(stack: number, framesOf: (stack: number) => readonly Frame[]): StackSite | null {
    const known = this.#ofStack[stack];
    const frame = this.#frameOf[stack];
    if (known !== undefined) return frame === undefined ? null : { site: known, frame };
    const found = this.#find(framesOf(stack));
    this.#ofStack[stack] = found?.site ?? noSite;
    this.#frameOf[stack] = found?.frame;
    return found;
  }

  /**
   * The application's own calls of a stack from the one that it is charged to on, each function once in a
   * row: closures stand for the function that they were written in.
   */
  callers(frames: readonly Frame[]): readonly Frame[] {
    const own = frames.filter((frame) => this.kind(frame) === 'application');
    return own.filter((frame, i) => i === 0 || this.name(own[i - 1] as Frame) !== this.name(frame));
  }

  /** The number of the site that a frame stands for. */
  idOf(frame: Frame): number {
    return this.#id(frame, this.kind(frame));
  }

  /** The function and package that a frame is told as. */
  describe(frame: Frame): Site {
    return {
      function: this.#unfolded(this.name(frame)),
      package: this.#packageOf(frame),
      kind: this.kind(frame),
    };
  }

  /** The name under which a frame is summed up and shown. */
  name(frame: FrameSource): string {
    return this.#traitsOf(frame).name;
  }

  /** Whose code a frame is. */
  kind(frame: FrameSource): FrameKind {
    return this.#traitsOf(frame).kind;
  }

  /**
   * A closure of B that was folded into A bears both names, `pkg.A.B`, as a method of a type A would. Where
   * A is a function that was seen it is the former.
   */
  #unfolded(name: string): string {
    const known = new Set(this.#functions().map((one) => one.function));
    let shown = name;
    for (;;) {
      const [, above = '', rest = ''] = /^((?:.*\/)?[^/.]+\.[^.(/]+)\.([^/]+)$/.exec(shown) ?? [];
      if (above === '' || !known.has(above)) return shown;
      shown = `${above.slice(0, above.lastIndexOf('.'))}.${rest}`;
    }
  }

  #packageOf(frame: Frame): string {
    return this.#shared(packageName(frame.file, this.#traitsOf(frame).home));
  }

  #shared(text: string): string {
    const known = this.#packages.get(text);
    if (known === undefined) this.#packages.set(text, text);
    return known ?? text;
  }

  #traitsOf(frame: FrameSource): Traits {
    const known = this.#traits.get(frame);
    if (known !== undefined) return known;
    const home = this.#shared(this.#homes.of(frame));
    const traits = {
      name: shownName(frame.function, home),
      home,
      kind: classifyFrame(frame, this.#appModule, home),
      observes: isObserver(frame),
    };
    this.#traits.set(frame, traits);
    return traits;
  }

  #find(frames: readonly Frame[]): StackSite | null {
    const traits = frames.map((frame) => this.#traitsOf(frame));
    if (traits.some(({ observes }) => observes)) return null;
    const kinds = traits.map(({ kind }) => kind);
    const at = this.#climbed(frames, kinds, chooseSite(kinds));
    const frame = frames[at];
    const kind = kinds[at];
    if (frame === undefined || kind === undefined) return null;
    return { site: this.#id(frame, kind), frame };
  }

  /**
   * A pool or a once that calls a closure of a package's variable does it for its own caller. The main loop
   * of a program answers for nothing while a library that it runs is below it.
   */
  #climbed(frames: readonly Frame[], kinds: readonly FrameKind[], at: number): number {
    const name = frames[at]?.function ?? '';
    const library = kinds.slice(0, at).lastIndexOf('third-party');
    if (name === 'main.main' && library >= 0) return library;
    if (!isNamelessClosure(name)) return at;
    const caller = kinds.indexOf('application', at + 1);
    const between = frames.slice(at + 1, caller);
    const passedOn =
      between.length > 0 && between.every((one) => packageOf(one.function) === 'sync');
    return caller > at && passedOn ? caller : at;
  }

  #id(frame: Frame, kind: FrameKind): number {
    const name = this.name(frame);
    // JavaScript names are bare: two files may each have a `save`. A Go name holds its package.
    const key = packageOf(name).includes('/') ? name : `${name}\n${frame.file}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.sites.length;
    this.#ids.set(key, id);
    this.sites.push({ function: name, package: this.#packageOf(frame), kind });
    return id;
  }
}

/** The npm package of a file under node_modules; Go's package of what is Go; empty for what has neither. */
function packageName(file: string, home: string): string {
  const npm = /.*(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
  if (npm !== undefined) return npm;
  return file.endsWith('.go') || file.endsWith('.s') || file === '' ? home : '';
}
