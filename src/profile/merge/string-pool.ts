import { IntList } from '../growing-array.ts';
import { hashBytes } from '../hash-bytes.ts';
import { slotsOf } from '../slots-of.ts';
import { StringTable } from '../string-table.ts';
import { type Renumbering, renumbering } from './renumbering.ts';

/** One string table out of several: equal bytes get one number, and nothing is decoded. 0 is ''. */
export class StringPool {
  readonly #tables: StringTable[] = [];
  /** Of each string here: the table that it came with and its index there. */
  readonly #tableOf = new IntList();
  readonly #indexOf = new IntList();
  #slots = new Int32Array(1024);

  constructor() {
    this.adopt(StringTable.of([''])).of(0);
  }

  /** Turns indices of `table` into numbers of the pool; what is not in the table is ''. */
  adopt(table: StringTable): Renumbering {
    const number = this.#tables.length;
    this.#tables.push(table);
    return renumbering(table.length, (index) => {
      return index < table.length ? this.#intern(table, number, index) : 0;
    });
  }

  /** The strings so far as a table of their own. */
  done(): StringTable {
    const count = this.#tableOf.length;
    const starts = new Int32Array(count);
    const ends = new Int32Array(count);
    let end = 0;
    for (let i = 0; i < count; i++) {
      starts[i] = end;
      end += this.#raw(i).length;
      ends[i] = end;
    }
    const bytes = new Uint8Array(end);
    for (let i = 0; i < count; i++) bytes.set(this.#raw(i), starts[i]);
    return new StringTable(bytes, starts, ends);
  }

  #intern(table: StringTable, tableNumber: number, index: number): number {
    if (this.#tableOf.length * 2 >= this.#slots.length) this.#widen();
    const mask = this.#slots.length - 1;
    let slot = hashBytes(table.bytes, table.start(index), table.end(index)) & mask;
    for (;;) {
      const there = (this.#slots[slot] as number) - 1;
      if (there < 0) break;
      if (this.#isEqual(there, table, index)) return there;
      slot = (slot + 1) & mask;
    }
    this.#tableOf.push(tableNumber);
    this.#indexOf.push(index);
    this.#slots[slot] = this.#tableOf.length;
    return this.#tableOf.length - 1;
  }

  #isEqual(number: number, table: StringTable, index: number): boolean {
    const other = this.#tables[this.#tableOf.at(number)] as StringTable;
    const otherIndex = this.#indexOf.at(number);
    const from = other.start(otherIndex);
    const start = table.start(index);
    const length = table.end(index) - start;
    if (other.end(otherIndex) - from !== length) return false;
    for (let i = 0; i < length; i++) {
      if (other.bytes[from + i] !== table.bytes[start + i]) return false;
    }
    return true;
  }

  #raw(number: number): Uint8Array {
    return (this.#tables[this.#tableOf.at(number)] as StringTable).raw(this.#indexOf.at(number));
  }

  #widen(): void {
    this.#slots = slotsOf(this.#slots.length * 4, this.#tableOf.length, (number) => {
      const raw = this.#raw(number);
      return hashBytes(raw, 0, raw.length);
    });
  }
}
