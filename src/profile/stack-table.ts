import type { Frame } from '../model/culprit.ts';
import { IntList } from './growing-array.ts';
import { hashInts } from './hash-ints.ts';
import type { Profile } from './profile.ts';

/**
 * One number for each stack, the same in every profile: stacks are matched by function, file and line
 * and not by address, which moves between processes. Profiles are added one at a time and not kept.
 */
export class StackTable {
  readonly #functions: { readonly name: string; readonly file: string }[] = [];
  readonly #functionIds = new Map<string, number>();
  readonly #locations: (readonly Frame[])[] = [];
  readonly #locationIds = new Map<string, number>();
  readonly #pool = new IntList();
  readonly #starts: number[] = [0];
  /** Open addressing: stack + 1, or 0 for a free slot. Its size is a power of two. */
  #slots = new Int32Array(1024);

  /** How many stacks are known. */
  get count(): number {
    return this.#starts.length - 1;
  }

  /** The number of every stack of the profile. */
  intern(profile: Profile): Int32Array {
    const locations = this.#internLocations(profile);
    const { count, starts, locations: indices } = profile.stacks;
    const ids = new Int32Array(count);
    let path = new Int32Array(256);
    for (let stack = 0; stack < count; stack++) {
      const from = starts[stack] as number;
      const depth = (starts[stack + 1] as number) - from;
      if (depth > path.length) path = new Int32Array(depth * 2);
      for (let i = 0; i < depth; i++) path[i] = locations[indices[from + i] as number] as number;
      ids[stack] = this.#internPath(path, depth);
    }
    return ids;
  }

  /** The calls of a stack from the leaf to the root, inlined ones included. */
  frames(stack: number): readonly Frame[] {
    return this.locations(stack).flat();
  }

  /** The calls of a stack by place: what the compiler folded into one stands together. */
  locations(stack: number): readonly (readonly Frame[])[] {
    const pool = this.#pool.done();
    const path = pool.subarray(this.#starts[stack], this.#starts[stack + 1]);
    return [...path].map((location) => this.#locations[location] ?? []);
  }

  /** Every function that was seen, each once. */
  functions(): readonly { readonly function: string; readonly file: string }[] {
    return this.#functions.map(({ name, file }) => ({ function: name, file }));
  }

  #internPath(path: Int32Array, depth: number): number {
    if (this.#starts.length * 2 > this.#slots.length) this.#widen();
    const mask = this.#slots.length - 1;
    let slot = hashInts(path, 0, depth) & mask;
    for (;;) {
      const there = (this.#slots[slot] as number) - 1;
      if (there < 0) break;
      if (this.#isPath(there, path, depth)) return there;
      slot = (slot + 1) & mask;
    }
    for (let i = 0; i < depth; i++) this.#pool.push(path[i] as number);
    this.#starts.push(this.#pool.length);
    this.#slots[slot] = this.count;
    return this.count - 1;
  }

  #isPath(stack: number, path: Int32Array, depth: number): boolean {
    const from = this.#starts[stack] as number;
    if ((this.#starts[stack + 1] as number) - from !== depth) return false;
    const pool = this.#pool.done();
    for (let i = 0; i < depth; i++) if (pool[from + i] !== path[i]) return false;
    return true;
  }

  #widen(): void {
    const wider = new Int32Array(this.#slots.length * 4);
    const pool = this.#pool.done();
    const mask = wider.length - 1;
    for (let stack = 0; stack < this.count; stack++) {
      let slot = hashInts(pool, this.#starts[stack] as number, this.#starts[stack + 1] as number);
      slot &= mask;
      while (wider[slot] !== 0) slot = (slot + 1) & mask;
      wider[slot] = stack + 1;
    }
    this.#slots = wider;
  }

  #internLocations(profile: Profile): Int32Array {
    const { count, lineStarts, lineFunctions, lineNumbers } = profile.locations;
    const functions = this.#internFunctions(profile);
    return Int32Array.from({ length: count }, (_, location) => {
      const lines: [id: number, line: number][] = [];
      const end = lineStarts[location + 1] as number;
      for (let i = lineStarts[location] as number; i < end; i++) {
        lines.push([functions[lineFunctions[i] as number] as number, lineNumbers[i] as number]);
      }
      if (lines.length === 0) lines.push([this.#functionId(placeName(profile, location), ''), 0]);
      return this.#locationId(lines);
    });
  }

  #locationId(lines: readonly (readonly [id: number, line: number])[]): number {
    const key = lines.join(';');
    const known = this.#locationIds.get(key);
    if (known !== undefined) return known;
    const id = this.#locations.length;
    this.#locationIds.set(key, id);
    this.#locations.push(
      lines.map(([functionId, line], index) => ({
        function: this.#functions[functionId]?.name ?? '',
        file: this.#functions[functionId]?.file ?? '',
        line,
        // The last line is the function that really has a frame; those before were folded into it.
        inline: index < lines.length - 1,
      })),
    );
    return id;
  }

  #internFunctions({ functions, strings }: Profile): Int32Array {
    return functions.names.map((name, index) =>
      this.#functionId(strings.get(name), strings.get(functions.files[index] as number)),
    );
  }

  #functionId(name: string, file: string): number {
    const key = `${name}\n${file}`;
    const known = this.#functionIds.get(key);
    if (known !== undefined) return known;
    const id = this.#functions.length;
    this.#functionIds.set(key, id);
    this.#functions.push({ name, file });
    return id;
  }
}

/** Code without symbols goes by its place in the file that it was loaded from. */
function placeName({ locations, mappings }: Profile, location: number): string {
  const address = locations.addresses[location] as number;
  const mapping = mappings[locations.mappings[location] as number];
  if (mapping === undefined || mapping.file === '') return `0x${address.toString(16)}`;
  const offset = address - mapping.start + mapping.offset;
  return `[${mapping.file.slice(mapping.file.lastIndexOf('/') + 1)}]+0x${offset.toString(16)}`;
}
