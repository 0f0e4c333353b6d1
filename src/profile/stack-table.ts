import type { Frame } from '../model/culprit.ts';
import type { Profile } from './profile.ts';
import { SequenceTable } from './sequence-table.ts';

/**
 * One number for each stack, the same in every profile: stacks are matched by function, file and line
 * and not by address, which moves between processes. Profiles are added one at a time and not kept.
 */
export class StackTable {
  readonly #texts: string[] = [];
  readonly #textIds = new Map<string, number>();
  /** By text: a name and a file. */
  readonly #functions = new SequenceTable();
  /** By function: one and its line for each call that the compiler folded into the place. */
  readonly #places = new SequenceTable();
  /** By place, from the leaf to the root. */
  readonly #stacks = new SequenceTable();
  /** By place: its frame, or its frames where calls were folded into it. */
  readonly #frames: (Frame | readonly Frame[])[] = [];
  #list = new Int32Array(256);

  /** How many stacks are known. */
  get count(): number {
    return this.#stacks.count;
  }

  /** The number of every stack of the profile. `named`: called when nobody asks for the names of its places any more. */
  intern(profile: Profile, named: () => void = () => undefined): Int32Array {
    const places = this.#internPlaces(profile);
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
      const own = this.#framesOf(place);
      if (isFolded(own)) frames.push(...own);
      else frames.push(own);
    }
    return frames;
  }

  /** The calls of a stack by place: what the compiler folded into one stands together. */
  locations(stack: number): readonly (readonly Frame[])[] {
    return Array.from(this.#stacks.at(stack), (place) => {
      const own = this.#framesOf(place);
      return isFolded(own) ? own : [own];
    });
  }

  /** Every function that was seen, each once. */
  functions(): readonly { readonly function: string; readonly file: string }[] {
    return Array.from({ length: this.#functions.count }, (_, id) => this.#function(id));
  }

  #function(id: number): { readonly function: string; readonly file: string } {
    const [name = -1, file = -1] = this.#functions.at(id);
    return { function: this.#texts[name] ?? '', file: this.#texts[file] ?? '' };
  }

  /** The same objects for a place each time. */
  #framesOf(place: number): Frame | readonly Frame[] {
    const known = this.#frames[place];
    if (known !== undefined) return known;
    const lines = this.#places.at(place);
    const frames = Array.from({ length: lines.length / 2 }, (_, i) => {
      const { function: name, file } = this.#function(lines[2 * i] as number);
      const line = lines[2 * i + 1] as number;
      // The last line is the function that really has a frame; those before were folded into it.
      return { function: name, file, line, inline: 2 * i + 2 < lines.length };
    });
    const [only] = frames;
    const made = only !== undefined && frames.length === 1 ? only : frames;
    this.#frames[place] = made;
    return made;
  }

  #internPlaces(profile: Profile): Int32Array {
    const { count, lineStarts, lineFunctions, lineNumbers } = profile.locations;
    const functions = this.#internFunctions(profile);
    return Int32Array.from({ length: count }, (_, location) => {
      const from = lineStarts[location] as number;
      const lines = (lineStarts[location + 1] as number) - from;
      const list = this.#room(2 * Math.max(1, lines));
      for (let i = 0; i < lines; i++) {
        list[2 * i] = functions[lineFunctions[from + i] as number] as number;
        list[2 * i + 1] = lineNumbers[from + i] as number;
      }
      if (lines > 0) return this.#places.intern(list, 2 * lines);
      const unnamed = this.#functionId(placeName(profile, location), '');
      list[0] = unnamed;
      list[1] = 0;
      return this.#places.intern(list, 2);
    });
  }

  #internFunctions({ functions, strings }: Profile): Int32Array {
    return functions.names.map((name, index) =>
      this.#functionId(strings.get(name), strings.get(functions.files[index] as number)),
    );
  }

  #functionId(name: string, file: string): number {
    return this.#functions.intern(Int32Array.of(this.#textId(name), this.#textId(file)), 2);
  }

  #textId(text: string): number {
    const known = this.#textIds.get(text);
    if (known !== undefined) return known;
    this.#textIds.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }

  /** A list with room for so many entries. */
  #room(entries: number): Int32Array {
    if (entries > this.#list.length) this.#list = new Int32Array(entries * 2);
    return this.#list;
  }
}

function isFolded(frames: Frame | readonly Frame[]): frames is readonly Frame[] {
  return Array.isArray(frames);
}

/** Code without symbols goes by its place in the file that it was loaded from. */
function placeName({ locations, mappings }: Profile, location: number): string {
  const address = locations.addresses[location] as number;
  const mapping = mappings[locations.mappings[location] as number];
  if (mapping === undefined || mapping.file === '') return `0x${address.toString(16)}`;
  const offset = address - mapping.start + mapping.offset;
  return `[${mapping.file.slice(mapping.file.lastIndexOf('/') + 1)}]+0x${offset.toString(16)}`;
}
