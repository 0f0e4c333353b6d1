import { discard } from './discard.ts';
import { ByteList, IntList } from './growing-array.ts';
import { hashBytes } from './hash-bytes.ts';
import { slotsOf } from './slots-of.ts';
import type { StringTable } from './string-table.ts';

const encoder = new TextEncoder();
/** A mark of the order of bytes was taken off by who read it; another one is part of the text. */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Texts, each kept once under a number of its own, from 0. Their bytes lie one after the other: as strings with a Map
 * beside them the names of a large program take four times as much, and of 40,000 somebody is told thirty.
 */
export class TextPool {
  readonly #bytes = new ByteList();
  readonly #starts = new IntList();
  /** Open addressing: text + 1, or 0 for a free slot. Its size is a power of two. */
  #slots = new Int32Array(1024);

  constructor() {
    this.#starts.push(0);
  }

  /** How many texts are known. */
  get count(): number {
    return this.#starts.length - 1;
  }

  /** The number of a string of a table, as it would be read: what is no UTF-8 is U+FFFD here as well. */
  internOf(table: StringTable, index: number): number {
    const { bytes } = table;
    const [from, to] = [table.start(index), table.end(index)];
    for (let i = from; i < to; i++) {
      if ((bytes[i] as number) >= 0x80) return this.intern(table.get(index));
    }
    return this.#intern(bytes, from, to);
  }

  /** The number of a text, which is a new one if it was never seen. */
  intern(text: string): number {
    const bytes = encoder.encode(text);
    return this.#intern(bytes, 0, bytes.length);
  }

  /** The number of a text; -1 where it was never seen. */
  find(text: string): number {
    const bytes = encoder.encode(text);
    return (this.#slots[this.#slot(bytes, 0, bytes.length)] as number) - 1;
  }

  /** The text of a number, decoded anew by each call; empty for a number that nobody has. */
  get(text: number): string {
    if (text < 0 || text >= this.count) return '';
    return utf8.decode(this.#bytes.data.subarray(this.#starts.at(text), this.#starts.at(text + 1)));
  }

  #intern(bytes: Uint8Array, from: number, to: number): number {
    if (this.#starts.length * 2 > this.#slots.length) this.#widen();
    const slot = this.#slot(bytes, from, to);
    const known = (this.#slots[slot] as number) - 1;
    if (known >= 0) return known;
    this.#bytes.add(bytes, from, to);
    this.#starts.push(this.#bytes.length);
    this.#slots[slot] = this.count;
    return this.count - 1;
  }

  /** Where a text is in the slots, or would be. */
  #slot(bytes: Uint8Array, from: number, to: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashBytes(bytes, from, to) & mask;
    for (;;) {
      const there = (this.#slots[slot] as number) - 1;
      if (there < 0 || this.#isSame(there, bytes, from, to)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #isSame(text: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#starts.at(text);
    if (this.#starts.at(text + 1) - start !== to - from) return false;
    const own = this.#bytes.data;
    for (let i = from; i < to; i++) if (own[start + i - from] !== bytes[i]) return false;
    return true;
  }

  #widen(): void {
    const wider = slotsOf(this.#slots.length * 2, this.count, (text) =>
      hashBytes(this.#bytes.data, this.#starts.at(text), this.#starts.at(text + 1)),
    );
    discard(this.#slots);
    this.#slots = wider;
  }
}
