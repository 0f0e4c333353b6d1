import { MalformedError, type WireReader } from './wire-reader.ts';

// Most of the time of a decoding is spent in these three loops, so they call nothing. What they leave is
// read number by number, which means the same.

/**
 * Reads the ids of the current part into `list` from `at` on, each less one, as far as they are not 0,
 * have at most three bytes and do not exceed `limit`, and answers where the list ends then. The caller
 * has made room for one entry a byte. `highest` becomes the highest of all that were read so. Most of
 * the time of a decoding is spent here, so nothing else is touched.
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: loops without calls, for their speed.
export function readIds(reader: WireReader, list: Int32Array, at: number, limit: number): number {
  const { bytes, end } = reader;
  let { pos, highest } = reader;
  let length = at;
  // One byte or two: which of them cannot be foreseen, so nothing branches on it.
  while (pos < end - 1) {
    const first = bytes[pos] as number;
    const more = first >> 7;
    const second = (bytes[pos + 1] as number) & -more;
    if (second >= 0x80) break;
    const value = (first & 0x7f) | (second << 7);
    const slot = value - 1;
    if (slot >>> 0 >= limit) break;
    if (value > highest) highest = value;
    list[length++] = slot;
    pos += 1 + more;
  }
  while (pos < end) {
    let value = bytes[pos] as number;
    let next = pos + 1;
    if (value >= 0x80) {
      const second = bytes[next++] as number;
      value = (value & 0x7f) | ((second & 0x7f) << 7);
      if (second >= 0x80) {
        const third = bytes[next++] as number;
        if (third >= 0x80) break;
        value |= third << 14;
      }
    }
    // One comparison for both ends: what is below 0 is beyond every limit.
    const slot = value - 1;
    if (slot >>> 0 >= limit) break;
    if (value > highest) highest = value;
    list[length++] = slot;
    pos = next;
  }
  if (pos > end) throw new MalformedError('ends within a number');
  reader.highest = highest;
  reader.pos = pos;
  return length;
}

/**
 * Reads fields of the current part into `fields`, by their numbers, as far as they are numbers of at most
 * four bytes in fields below its length. What is left is for `next` and its like.
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one loop without calls, for its speed.
export function readSmallFields(reader: WireReader, fields: Float64Array): void {
  const { bytes, end } = reader;
  const limit = fields.length * 8;
  let { pos } = reader;
  while (pos < end) {
    const tag = bytes[pos] as number;
    if ((tag & 7) !== 0 || tag < 8 || tag >= limit || tag >= 0x80) break;
    let value = bytes[pos + 1] as number;
    let next = pos + 2;
    if (value >= 0x80) {
      const second = bytes[next++] as number;
      value = (value & 0x7f) | ((second & 0x7f) << 7);
      if (second >= 0x80) {
        const third = bytes[next++] as number;
        const fourth = third < 0x80 ? 0 : (bytes[next++] as number);
        if (fourth >= 0x80) break;
        value |= ((third & 0x7f) << 14) | (fourth << 21);
      }
    }
    if (!(next <= end)) break;
    fields[tag >> 3] = value;
    pos = next;
  }
  reader.pos = pos;
}

/** Reads the numbers of the current part as `readIds` does, as far as they have at most four bytes. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one loop without calls, for its speed.
export function readNumbers(reader: WireReader, list: Float64Array, at: number): number {
  const { bytes, end } = reader;
  let { pos } = reader;
  let length = at;
  while (pos < end) {
    let value = bytes[pos] as number;
    let next = pos + 1;
    if (value >= 0x80) {
      const second = bytes[next++] as number;
      value = (value & 0x7f) | ((second & 0x7f) << 7);
      if (second >= 0x80) {
        const third = bytes[next++] as number;
        const fourth = third < 0x80 ? 0 : (bytes[next++] as number);
        if (fourth >= 0x80) break;
        value |= ((third & 0x7f) << 14) | (fourth << 21);
      }
    }
    list[length++] = value;
    pos = next;
  }
  if (pos > end) throw new MalformedError('ends within a number');
  reader.pos = pos;
  return length;
}
