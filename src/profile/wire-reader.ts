/** The bytes break a rule of the wire format or of profile.proto; the message continues "the profile …". */
export class MalformedError extends Error {}

const bits28 = 2 ** 28;
const bits56 = 2 ** 56;

/**
 * Reads protobuf's wire format (protobuf.dev/programming-guides/encoding) from a buffer: varints and
 * length-delimited parts, no messages. Never reads past `end`; throws MalformedError instead.
 */
export class WireReader {
  /** What is read; who reads a profile in pieces puts the next one here. */
  bytes: Uint8Array;
  pos = 0;
  /** Where the message that is being read ends. */
  end: number;
  /** Field number and wire type of the last tag. */
  field = 0;
  wire = 0;
  /** How many values were beyond 2^53 and lost their last bits. */
  rounded = 0;
  /** The highest id that `readIds` came across. */
  highest = 0;
  // The last long varint in parts of 28, 28 and 8 bits: doubles cannot hold 64.
  #low = 0;
  #middle = 0;
  #high = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  /** Reads the next tag of the current message; false at its end. */
  next(): boolean {
    const { pos } = this;
    if (pos >= this.end) return false;
    let tag = this.bytes[pos] as number;
    if (tag < 0x80) this.pos = pos + 1;
    else tag = this.uint();
    // Field numbers have 29 bits; a larger tag is no tag, and its low bits are some field to skip.
    this.field = tag >>> 3;
    this.wire = tag & 7;
    if (this.field === 0) throw new MalformedError('has a field with the number 0');
    return true;
  }

  /** An unsigned integer; above 2^53 the nearest double. */
  uint(): number {
    const short = this.#short();
    if (short >= 0) return short;
    this.#readLong();
    return this.#low + this.#middle * bits28 + this.#high * bits56;
  }

  /** A signed 64-bit integer in two's complement; beyond 2^53 the nearest double, and counted. */
  int(): number {
    const short = this.#short();
    if (short >= 0) return short;
    this.#readLong();
    const value =
      this.#high < 0x80
        ? this.#low + this.#middle * bits28 + this.#high * bits56
        : -1 -
          (bits28 -
            1 -
            this.#low +
            (bits28 - 1 - this.#middle) * bits28 +
            (0xff - this.#high) * bits56);
    if (!Number.isSafeInteger(value)) this.rounded++;
    return value;
  }

  /** An id, exact at any size: a bigint where a double could not tell two ids apart. */
  id(): number | bigint {
    const short = this.#short();
    if (short >= 0) return short;
    const id = this.uint();
    if (id <= Number.MAX_SAFE_INTEGER) return id;
    return BigInt(this.#low) + (BigInt(this.#middle) << 28n) + (BigInt(this.#high) << 56n);
  }

  /** The exact value of an `int` that was rounded; only right after it. */
  lastInt(): bigint {
    return BigInt.asIntN(
      64,
      BigInt(this.#low) + (BigInt(this.#middle) << 28n) + (BigInt(this.#high) << 56n),
    );
  }

  /** A signed 64-bit integer, exact at any size. */
  bigInt(): bigint {
    return BigInt.asIntN(64, BigInt(this.id()));
  }

  /** A varint that must fit an index or a line number; anything larger becomes -1, which no table has. */
  index(): number {
    const value = this.uint();
    return value <= 0x7fffffff ? value : -1;
  }

  /** Opens a length-delimited part and answers the end of the outer one, to be given to `leave`. */
  enter(): number {
    if (this.wire !== 2)
      throw new MalformedError(`has field ${this.field} in wire type ${this.wire}`);
    const length = this.uint();
    const outer = this.end;
    if (length > outer - this.pos) {
      throw new MalformedError(`ends ${length - (outer - this.pos)} bytes too early`);
    }
    this.end = this.pos + length;
    return outer;
  }

  /** Closes the part that `enter` opened, whatever of it was read. */
  leave(outer: number): void {
    this.pos = this.end;
    this.end = outer;
  }

  /** Steps over the value of a field that nobody needs. */
  skip(): void {
    if (this.wire === 0) this.uint();
    else if (this.wire === 2) this.leave(this.enter());
    else if (this.wire === 1) this.#step(8);
    else if (this.wire === 5) this.#step(4);
    else throw new MalformedError(`has wire type ${this.wire}, which does not exist`);
  }

  /**
   * A varint of at most four bytes, as nearly all are; else -1, and nothing is read. One byte less in
   * a loop and one check less a byte are a third of the time of a decoding.
   */
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: no loop and no calls, for its speed.
  #short(): number {
    const { bytes, pos } = this;
    const first = bytes[pos] as number;
    let next = pos + 1;
    let value = first;
    if (first >= 0x80) {
      const second = bytes[pos + 1] as number;
      next = pos + 2;
      value = (first & 0x7f) | ((second & 0x7f) << 7);
      if (second >= 0x80) {
        const third = bytes[pos + 2] as number;
        const fourth = third < 0x80 ? 0 : (bytes[pos + 3] as number);
        if (fourth >= 0x80) return -1;
        next = pos + (third < 0x80 ? 3 : 4);
        value |= ((third & 0x7f) << 14) | (fourth << 21);
      }
    }
    // Past the end a byte is undefined and each comparison false: this one refuses it.
    if (!(next <= this.end)) return -1;
    this.pos = next;
    return value;
  }

  #step(count: number): void {
    if (count > this.end - this.pos) throw new MalformedError('ends within a number');
    this.pos += count;
  }

  #readLong(): void {
    const start = this.pos;
    this.#low = this.#septets(start, 4);
    this.#middle = this.#high = 0;
    if (this.pos - start < 4 || this.#ended()) return;
    this.#middle = this.#septets(start + 4, 4);
    if (this.pos - start < 8 || this.#ended()) return;
    this.#high = this.#septets(start + 8, 2) & 0xff;
    if (!this.#ended()) throw new MalformedError('has a number longer than 64 bits');
  }

  /** Whether the byte before `pos` was the last of its number. */
  #ended(): boolean {
    return (this.bytes[this.pos - 1] as number) < 0x80;
  }

  /** Up to `count` groups of 7 bits from `from`, least significant first. */
  #septets(from: number, count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      const at = from + i;
      if (at >= this.end) throw new MalformedError('ends within a number');
      const byte = this.bytes[at] as number;
      value |= (byte & 0x7f) << (7 * i);
      this.pos = at + 1;
      if (byte < 0x80) break;
    }
    return value;
  }
}
