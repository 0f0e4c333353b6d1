/**
 * A hash of 32 bits: any spread will do. As FNV-1a, but over four bytes at a time, for its speed, with a
 * shift after each so that the upper bits of a step reach the lower ones.
 */
export function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 ^ (to - from);
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const word =
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    hash = Math.imul(hash ^ word, 0x2c1b3c6d);
    hash ^= hash >>> 15;
  }
  for (; i < to; i++) {
    hash = Math.imul(hash ^ (bytes[i] as number), 0x2c1b3c6d);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}
