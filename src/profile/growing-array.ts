import { discard } from './discard.ts';

/**
 * An Int32Array that grows: a decoder does not know how many entries will come. Room that is not used is never
 * touched and costs nothing; views that were taken before it grew are empty.
 */
export class IntList {
  length = 0;
  /** The entries and room for more, for a loop that writes by itself after `reserve`. */
  data: Int32Array;

  /** `capacity`: how many entries to expect; a good guess saves copies of what is large. */
  constructor(capacity = 64) {
    this.data = new Int32Array(capacity);
  }

  /** Makes room for `count` more entries. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed > this.data.length)
      this.data = moved(this.data, new Int32Array(wider(this.data, needed)));
  }

  /** Appends one entry; beyond 32 bits it wraps, so callers pass indices and line numbers only. */
  push(value: number): void {
    if (this.length === this.data.length) this.reserve(1);
    this.data[this.length++] = value;
  }

  /** Makes it so long at least; entries that come in are 0. */
  widen(length: number): void {
    if (length <= this.length) return;
    this.reserve(length - this.length);
    this.length = length;
  }

  /** The entry at `index`, 0 where there is none. */
  at(index: number): number {
    return this.data[index] ?? 0;
  }

  /** Appends the first `count` entries of another list. */
  pushAll(list: Int32Array, count: number): void {
    this.reserve(count);
    this.data.set(list.subarray(0, count), this.length);
    this.length += count;
  }

  /** The entries so far: a view, to be taken when no more will come. */
  done(): Int32Array {
    return this.data.subarray(0, this.length);
  }
}

/** A Float64Array that grows, in the same way. */
export class FloatList {
  length = 0;
  /** The entries and room for more. */
  data: Float64Array;

  /** `capacity`: how many entries to expect. */
  constructor(capacity = 64) {
    this.data = new Float64Array(capacity);
  }

  /** Makes room for `count` more entries. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed > this.data.length)
      this.data = moved(this.data, new Float64Array(wider(this.data, needed)));
  }

  /** Appends one entry. */
  push(value: number): void {
    if (this.length === this.data.length) this.reserve(1);
    this.data[this.length++] = value;
  }

  /** Adds to an entry that is there. */
  add(index: number, value: number): void {
    this.data[index] = (this.data[index] ?? 0) + value;
  }

  /** The entry at `index`, 0 where there is none. */
  at(index: number): number {
    return this.data[index] ?? 0;
  }

  /** The entries so far: a view, to be taken when no more will come. */
  done(): Float64Array {
    return this.data.subarray(0, this.length);
  }
}

/** A Uint8Array that grows, in the same way. */
export class ByteList {
  length = 0;
  /** The bytes and room for more. */
  data: Uint8Array;

  /** `capacity`: how many bytes to expect. */
  constructor(capacity = 1024) {
    this.data = new Uint8Array(capacity);
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed > this.data.length)
      this.data = moved(this.data, new Uint8Array(wider(this.data, needed)));
  }

  /** Appends a part of other bytes. */
  add(bytes: Uint8Array, from: number, to: number): void {
    this.reserve(to - from);
    this.data.set(bytes.subarray(from, to), this.length);
    this.length += to - from;
  }

  /** The bytes so far: a view, to be taken when no more will come. */
  done(): Uint8Array {
    return this.data.subarray(0, this.length);
  }
}

/** Twice as long as it is, and no less than is needed. */
function wider({ length }: { readonly length: number }, needed: number): number {
  return Math.max(length * 2, needed);
}

/** Moves what one array holds to a wider one; the first is empty then. */
function moved<Data extends Int32Array | Float64Array | Uint8Array>(from: Data, to: Data): Data {
  to.set(from);
  discard(from);
  return to;
}
