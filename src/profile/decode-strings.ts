import { ByteList, IntList } from './growing-array.ts';
import { StringTable } from './string-table.ts';
import { MalformedError, type WireReader } from './wire-reader.ts';

/** Collects the strings of a profile: where they are in its bytes, or copies, where those come in pieces and go again. */
export class StringColumns {
  readonly #starts = new IntList();
  readonly #ends = new IntList();
  readonly #copies: ByteList | null;

  constructor(from: 'whole' | 'pieces') {
    this.#copies = from === 'whole' ? null : new ByteList();
  }

  /** Notes the part that the reader is at. */
  read({ bytes, pos, end }: WireReader): void {
    const copies = this.#copies;
    if (copies === null) {
      this.#starts.push(pos);
      this.#ends.push(end);
      return;
    }
    this.#starts.push(copies.length);
    copies.add(bytes, pos, end);
    this.#ends.push(copies.length);
  }

  /** The table; `bytes`: those of a profile that is read as a whole. */
  done(bytes: Uint8Array): StringTable {
    const starts = this.#starts.done();
    const ends = this.#ends.done();
    if (starts.length === 0) throw new MalformedError('has no strings');
    if (starts[0] !== ends[0]) throw new MalformedError('has a first string that is not empty');
    return new StringTable(this.#copies?.done() ?? bytes, starts, ends);
  }
}
