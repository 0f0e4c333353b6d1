/** FNV-1a over whole entries, with a last mix so that the low bits depend on all of them. */
export function hashInts(list: Int32Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) {
    hash = Math.imul(hash ^ (list[i] as number), 0x01000193);
    hash ^= hash >>> 13;
  }
  return (hash ^ (hash >>> 16)) >>> 0;
}
