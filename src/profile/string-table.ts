const utf8 = new TextDecoder('utf-8');

/**
 * The strings of a profile, decoded only when asked for: a profile of 50,000 functions prints a
 * hundred of them. Bytes that are no UTF-8 become U+FFFD, as they would on a terminal.
 */
export class StringTable {
  /** The buffer that the offsets point into. */
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #decoded: (string | undefined)[] = [];

  constructor(bytes: Uint8Array, starts: Int32Array, ends: Int32Array) {
    this.bytes = bytes;
    this.length = starts.length;
    this.#starts = starts;
    this.#ends = ends;
  }

  /** A table of given strings, for profiles that are made and not read. */
  static of(strings: readonly string[]): StringTable {
    const encoder = new TextEncoder();
    const parts = strings.map((text) => encoder.encode(text));
    const ends = new Int32Array(parts.length);
    let end = 0;
    for (const [index, part] of parts.entries()) {
      end += part.length;
      ends[index] = end;
    }
    const bytes = new Uint8Array(end);
    const starts = ends.map((stop, index) => stop - (parts[index]?.length ?? 0));
    for (const [index, part] of parts.entries()) bytes.set(part, starts[index]);
    return new StringTable(bytes, starts, ends);
  }

  /** This table with more strings at its end: their indices begin at `length`. */
  extended(texts: readonly string[]): StringTable {
    const more = StringTable.of(texts);
    const bytes = new Uint8Array(this.bytes.length + more.bytes.length);
    bytes.set(this.bytes);
    bytes.set(more.bytes, this.bytes.length);
    const starts = new Int32Array(this.length + more.length);
    const ends = new Int32Array(this.length + more.length);
    starts.set(this.#starts);
    ends.set(this.#ends);
    for (let i = 0; i < more.length; i++) {
      starts[this.length + i] = this.bytes.length + more.start(i);
      ends[this.length + i] = this.bytes.length + more.end(i);
    }
    return new StringTable(bytes, starts, ends);
  }

  /** A table of the strings at these indices; the bytes are shared. */
  picked(indices: Int32Array): StringTable {
    const starts = indices.map((index) => this.#starts[index] ?? 0);
    const ends = indices.map((index) => this.#ends[index] ?? 0);
    return new StringTable(this.bytes, starts, ends);
  }

  /** The text at `index`; empty outside the table. */
  get(index: number): string {
    const known = this.#decoded[index];
    if (known !== undefined) return known;
    const text = utf8.decode(this.raw(index));
    this.#decoded[index] = text;
    return text;
  }

  /** The undecoded bytes at `index`, a view and no copy. */
  raw(index: number): Uint8Array {
    return this.bytes.subarray(this.#starts[index] ?? 0, this.#ends[index] ?? 0);
  }

  /** Where the bytes at `index` begin and end in `bytes`. */
  start(index: number): number {
    return this.#starts[index] ?? 0;
  }

  /** One past the last byte at `index`. */
  end(index: number): number {
    return this.#ends[index] ?? 0;
  }
}
