/** A size for a sentence: `16 MiB`, `1.5 KiB`, `12 bytes`. */
export function shownBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const step = Math.min(4, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${Number(value.toFixed(value < 10 ? 1 : 0))} ${['', 'KiB', 'MiB', 'GiB', 'TiB'][step]}`;
}
