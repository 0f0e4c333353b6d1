/** Writes protobuf's wire format into a buffer that grows. */
export class WireWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  /** A varint field; 0 is left out, as proto3 does. Negative numbers take ten bytes. */
  number(field: number, value: number): void {
    if (value === 0) return;
    this.#varint(field * 8);
    this.#varint(value);
  }

  /** A varint field of any 64-bit integer; 0 is left out. */
  bigInt(field: number, value: bigint): void {
    if (value === 0n) return;
    this.#varint(field * 8);
    this.#bigVarint(value);
  }

  /** A length-delimited field with the bytes of a string or a finished message. */
  bytes(field: number, part: Uint8Array): void {
    this.#varint(field * 8 + 2);
    this.#varint(part.length);
    this.#reserve(part.length);
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
  }

  /** A repeated number, packed. */
  packed(field: number, values: Iterable<number | bigint>): void {
    const part = new WireWriter();
    for (const value of values) part.#varint(value);
    this.bytes(field, part.done());
  }

  /** A nested message. */
  message(field: number, write: (part: WireWriter) => void): void {
    const part = new WireWriter();
    write(part);
    this.bytes(field, part.done());
  }

  /** What was written: a view, valid until the next write. */
  done(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #varint(value: number | bigint): void {
    if (typeof value === 'bigint') {
      this.#bigVarint(value);
      return;
    }
    this.#reserve(10);
    if (value >= 0 && value < 0x80) {
      this.#bytes[this.#length++] = value;
      return;
    }
    // Doubles above 2^53 are whole numbers too. The largest of 64 bits, where a mapping without an end
    // ends, is none of them and was read as the next one.
    this.#bigVarint(value >= 2 ** 64 ? 2n ** 64n - 1n : BigInt(Math.trunc(value)));
  }

  #bigVarint(value: bigint): void {
    this.#reserve(10);
    let rest = BigInt.asUintN(64, value);
    while (rest >= 0x80n) {
      this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const wider = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    wider.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = wider;
  }
}
