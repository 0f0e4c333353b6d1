import type { Frame } from '../model/culprit.ts';
import { FrameTable } from './frame-table.ts';
import type { Profile } from './profile.ts';
import { SequenceTable } from './sequence-table.ts';

/**
 * One number for each stack, the same in every profile: stacks are matched by function, file and line
 * and not by address, which moves between processes. Profiles are added one at a time and not kept.
 */
export class StackTable {
  /** The calls that stacks run through. */
  readonly calls = new FrameTable();
  /** By place, from the leaf to the root. */
  readonly #stacks = new SequenceTable();
  #list = new Int32Array(256);

  /** How many stacks are known. */
  get count(): number {
    return this.#stacks.count;
  }

  /** The number of every stack of the profile. `named`: called when nobody asks for the names of its places any more. */
  intern(profile: Profile, named: () => void = () => undefined): Int32Array {
    const places = this.calls.places(profile);
    named();
    const { count, starts, locations } = profile.stacks;
    const ids = new Int32Array(count);
    for (let stack = 0; stack < count; stack++) {
      const from = starts[stack] as number;
      const depth = (starts[stack + 1] as number) - from;
      const path = this.#room(depth);
      for (let i = 0; i < depth; i++) path[i] = places[locations[from + i] as number] as number;
      ids[stack] = this.#stacks.intern(path, depth);
    }
    return ids;
  }

  /** The calls of a stack from the leaf to the root, inlined ones included. */
  frames(stack: number): readonly Frame[] {
    const frames: Frame[] = [];
    for (const place of this.#stacks.at(stack)) {
      for (const frame of this.calls.frames(place)) frames.push(frame);
    }
    return frames;
  }

  /** The same by place: what the compiler folded into one stands together. */
  locations(stack: number): readonly (readonly Frame[])[] {
    return Array.from(this.#stacks.at(stack), (place) => this.calls.frames(place));
  }

  /** The functions of a stack's calls in the same order, by their numbers. */
  functions(stack: number): readonly number[] {
    const functions: number[] = [];
    for (const place of this.#stacks.at(stack)) {
      const lines = this.calls.lines(place);
      for (let i = 0; i < lines.length; i += 2) functions.push(lines[i] as number);
    }
    return functions;
  }

  /** The first of them of which `isIt` holds, from the leaf; -1: of none. */
  findFunction(stack: number, isIt: (id: number) => boolean): number {
    for (const place of this.#stacks.at(stack)) {
      const lines = this.calls.lines(place);
      for (let i = 0; i < lines.length; i += 2)
        if (isIt(lines[i] as number)) return lines[i] as number;
    }
    return -1;
  }

  /** One of the calls of a stack: the number of its function, and its line. */
  call(stack: number, index: number): { readonly id: number; readonly line: number } {
    let before = 0;
    for (const place of this.#stacks.at(stack)) {
      const lines = this.calls.lines(place);
      const at = 2 * (index - before);
      if (at < lines.length) return { id: lines[at] as number, line: lines[at + 1] as number };
      before += lines.length / 2;
    }
    return { id: -1, line: 0 };
  }

  /** A list with room for so many entries. */
  #room(entries: number): Int32Array {
    if (entries > this.#list.length) this.#list = new Int32Array(entries * 2);
    return this.#list;
  }
}
