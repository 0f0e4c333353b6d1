/**
 * The numbers from 0 to `count` − 1 in the order of `compare`, equal ones as they were: a merge sort from the
 * bottom up. `sort` of a typed array makes an array of ordinary numbers first, which for two million
 * rows is more memory than the rows themselves.
 */
export function sortedPlaces(
  count: number,
  compare: (a: number, b: number) => number,
): Uint32Array {
  let from = Uint32Array.from({ length: count }, (_, place) => place);
  let into = new Uint32Array(count);
  for (let width = 1; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      merge(from, into, start, Math.min(start + width, count), Math.min(start + 2 * width, count));
    }
    [from, into] = [into, from];
  }
  return from;

  function merge(
    source: Uint32Array,
    target: Uint32Array,
    start: number,
    middle: number,
    end: number,
  ): void {
    let [left, right] = [start, middle];
    for (let at = start; at < end; at++) {
      const takesLeft =
        left < middle && (right >= end || compare(source[left] ?? 0, source[right] ?? 0) <= 0);
      target[at] = source[takesLeft ? left++ : right++] ?? 0;
    }
  }
}
