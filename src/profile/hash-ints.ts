/** FNV-1 over whole entries, with a last mix so that the low bits depend on all of them. */
export function hashInts(list: Int32Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash, 0x01000193) ^ (list[i] as number);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
