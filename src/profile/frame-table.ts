import type { Frame } from '../model/culprit.ts';
import type { FrameSource } from './classify-frame.ts';
import type { Profile } from './profile.ts';
import { SequenceTable } from './sequence-table.ts';
import { TextPool } from './text-pool.ts';

/** So many places are kept as objects; a stack is asked for several times, and most stacks share their outer places. */
const mostKept = 4096;

/**
 * One number for each function, by its name and file, and one for each place in the code, by the functions and lines
 * of the calls that are folded into it. They are the same in every profile. What somebody asks for becomes an object
 * for as long as that takes: a large program has 40,000.
 */
export class FrameTable {
  /** Names and files. */
  readonly texts = new TextPool();
  /** By text: a name and a file. */
  readonly #functions = new SequenceTable();
  /** By function: one and its line for each call that the compiler folded into the place. */
  readonly #places = new SequenceTable();
  readonly #kept = new Map<number, readonly Frame[]>();
  readonly #pair = new Int32Array(2);
  #list = new Int32Array(64);

  /** How many functions are known: their numbers run from 0. */
  get functionCount(): number {
    return this.#functions.count;
  }

  /** Every function that was seen, each once. */
  *functions(): Iterable<FrameSource> {
    for (let id = 0; id < this.functionCount; id++) yield this.function(id);
  }

  /** A function by its number. */
  function(id: number): FrameSource {
    const [name = -1, file = -1] = this.#functions.at(id);
    return { function: this.texts.get(name), file: this.texts.get(file) };
  }

  /** The number of a function's name in `texts`. */
  nameOf(id: number): number {
    return this.#functions.at(id)[0] ?? -1;
  }

  /** The number of its file in `texts`. */
  fileOf(id: number): number {
    return this.#functions.at(id)[1] ?? -1;
  }

  /** Whether a function of this name was seen. */
  hasFunction(name: string): boolean {
    const text = this.texts.find(name);
    if (text < 0) return false;
    for (let id = 0; id < this.functionCount; id++) if (this.nameOf(id) === text) return true;
    return false;
  }

  /** The number of the function of a frame, which is a new one if it was never seen. */
  functionOf(frame: FrameSource): number {
    if (frame instanceof KnownFrame) return KnownFrame.functionOf(frame);
    return this.#functionId(this.texts.intern(frame.function), this.texts.intern(frame.file));
  }

  /** The calls of a place, the innermost first. */
  frames(place: number): readonly Frame[] {
    const known = this.#kept.get(place);
    if (known !== undefined) return known;
    if (this.#kept.size >= mostKept) this.#kept.clear();
    const lines = this.#places.at(place);
    const frames = Array.from({ length: lines.length / 2 }, (_, i) => {
      // The last line is the function that really has a frame; those before were folded into it.
      const isInline = 2 * i + 2 < lines.length;
      const id = lines[2 * i] as number;
      return new KnownFrame(this.function(id), lines[2 * i + 1] as number, isInline, id);
    });
    this.#kept.set(place, frames);
    return frames;
  }

  /** The function and the line of each call of a place, the innermost first: a view. */
  lines(place: number): Int32Array {
    return this.#places.at(place);
  }

  /** The number of the place of every location of a profile. */
  places(profile: Profile): Int32Array {
    const { count, lineStarts, lineFunctions, lineNumbers } = profile.locations;
    const functions = this.#functionsOf(profile);
    const places = new Int32Array(count);
    for (let location = 0; location < count; location++) {
      const from = lineStarts[location] as number;
      const lines = (lineStarts[location + 1] as number) - from;
      const list = this.#room(2 * Math.max(1, lines));
      for (let i = 0; i < lines; i++) {
        list[2 * i] = functions[lineFunctions[from + i] as number] as number;
        list[2 * i + 1] = lineNumbers[from + i] as number;
      }
      if (lines === 0) {
        const name = this.texts.intern(placeName(profile, location));
        list[0] = this.#functionId(name, this.texts.intern(''));
        list[1] = 0;
      }
      places[location] = this.#places.intern(list, 2 * Math.max(1, lines));
    }
    return places;
  }

  #functionsOf({ functions, strings }: Profile): Int32Array {
    return functions.names.map((name, index) =>
      this.#functionId(
        this.texts.internOf(strings, name),
        this.texts.internOf(strings, functions.files[index] as number),
      ),
    );
  }

  #functionId(name: number, file: number): number {
    this.#pair[0] = name;
    this.#pair[1] = file;
    return this.#functions.intern(this.#pair, 2);
  }

  /** A list with room for so many entries. */
  #room(entries: number): Int32Array {
    if (entries > this.#list.length) this.#list = new Int32Array(entries * 2);
    return this.#list;
  }
}

/** A frame that knows the number of its function. */
class KnownFrame implements Frame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly inline: boolean;
  /** Not seen by who copies, sends or writes it. */
  readonly #id: number;

  constructor(source: FrameSource, line: number, inline: boolean, id: number) {
    this.function = source.function;
    this.file = source.file;
    this.line = line;
    this.inline = inline;
    this.#id = id;
  }

  static functionOf(frame: KnownFrame): number {
    return frame.#id;
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
