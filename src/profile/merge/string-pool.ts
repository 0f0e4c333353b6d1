import { IntList } from '../growing-array.ts';
import { hashBytes } from '../hash-bytes.ts';
import { StringTable } from '../string-table.ts';

/** One string table out of several: equal bytes get one number, and nothing is decoded. 0 is ''. */
export class StringPool {
  readonly #tables: StringTable[] = [];
  /** Of each string here: the table that it came with and its index there. */
  readonly #tableOf = new IntList();
  readonly #indexOf = new IntList();
  #slots = new Int32Array(1024);

  constructor() {
    this.adopt(StringTable.of(['']))(0);
  }

  /** Gives the function that turns an index of `table` into a number of the pool. */
  adopt(table: StringTable): (index: number) => number {
    const number = this.#tables.length;
    this.#tables.push(table);
    const known = new Int32Array(table.length).fill(-1);
    return (index) => {
      const before = known[index] ?? 0;
      if (before >= 0) return before;
      const found = this.#intern(table, number, index);
      known[index] = found;
      return found;
    };
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
    const wider = new Int32Array(this.#slots.length * 4);
    const mask = wider.length - 1;
    for (let number = 0; number < this.#tableOf.length; number++) {
      const raw = this.#raw(number);
      let slot = hashBytes(raw, 0, raw.length) & mask;
      while (wider[slot] !== 0) slot = (slot + 1) & mask;
      wider[slot] = number + 1;
    }
    this.#slots = wider;
  }
}
